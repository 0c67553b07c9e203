import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hiveName, tables } from '../../hive/contract.ts'
import { ofType, type Properties, packageProd } from './packaged.ts'

const template = await packageProd()
const glueTables = new Map(
  ofType(template, 'AWS::Glue::Table').map(([, { Properties }]) => [Properties.TableInput.Name, Properties]),
)
const columnsOf = (columns: Properties[]) => columns.map(({ Name, Type }) => `${Name} ${Type}`)

test('Athena has every table of the contract and no other', () => {
  assert.deepEqual([...glueTables.keys()].sort(), tables.map(hiveName).sort())
})

for (const table of tables) {
  const { TableInput } = glueTables.get(hiveName(table))!
  const wanted = (columns: { name: string; type: string }[]) =>
    columns.map(({ name, type }) => `${name} ${type.toLowerCase()}`)

  test(`${table.name} has the columns and partitions of the contract, at its prefix`, () => {
    assert.deepEqual(columnsOf(TableInput.StorageDescriptor.Columns), wanted(table.columns))
    assert.deepEqual(columnsOf(TableInput.PartitionKeys), wanted(table.partitions))
    const location = JSON.stringify(TableInput.StorageDescriptor.Location)
    assert.match(location, /card-pipeline-output-prod/)
    assert.ok(location.includes(`/${table.name}/`))
  })

  test(`${table.name} says which values each of its partitions can have`, () => {
    const { Parameters } = TableInput
    assert.equal(Parameters['projection.enabled'], 'true')
    for (const { name, type } of table.partitions) {
      const kind = Parameters[`projection.${name}.type`]
      assert.equal(kind === 'integer', type === 'INT', name)
      assert.ok(Parameters[`projection.${name}.${kind === 'enum' ? 'values' : 'range'}`], name)
    }
  })
}

test('a query over all days looks for those since the project began, not since 2000', () => {
  const { Parameters } = glueTables.get('quality_report')!.TableInput
  assert.equal(Parameters['projection.run_date.range'], '2026-01-01,NOW+1DAYS')
})

test('a query can scan only so much, and its result is encrypted', () => {
  const settings = template.resources.AnalyticsWorkgroup!.Properties.WorkGroupConfiguration
  assert.equal(settings.EnforceWorkGroupConfiguration, true)
  assert.ok(settings.BytesScannedCutoffPerQuery >= 10_000_000)
  assert.ok(settings.ResultConfiguration.EncryptionConfiguration.EncryptionOption)
})
