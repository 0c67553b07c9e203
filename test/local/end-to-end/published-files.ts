import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findTable } from '../../../hive/contract.ts'
import { stagePartitions } from '../../../jobs/partitions.ts'
import { unitStage, yearStages } from '../../../jobs/stages.ts'
import { codecs, keyValue, parquetColumns } from '../../hive/parquet-columns.ts'
import { contractColumns, listTableObjects, readObject } from './objects.ts'

const months = ['2023-12', '2024-01', '2024-02', '2024-03', '2024-04', '2024-05']

/** quality_report has an object per upload and benchmark_report one per run; the other tables one per partition. */
const ofStage = (table: string) => ['etl', 'quarterly'].includes(findTable(table).job)

test('one object per partition, and no other object under the prefix of a table', async () => {
  const stages = [...months.map(unitStage), ...yearStages(2023), ...yearStages(2024)]
  const expected = stages.flatMap(stagePartitions).map(({ table, partition }) => `${table}/${partition}`)
  const found = (await listTableObjects()).filter(({ table }) => ofStage(table))
  assert.deepEqual(
    found.map(({ key }) => key).sort(),
    expected.map((path) => `${path}/part-0.parquet`).sort(),
  )
})

test('an independent reader finds the columns of the contract in every published file', async () => {
  const objects = await listTableObjects()
  for (const name of ['quality_report', 'benchmark_report'])
    assert.ok(objects.some(({ table }) => table === name))
  for (const { table, key } of objects) {
    const bytes = await readObject(key)
    assert.deepEqual(parquetColumns(bytes), contractColumns(table), key)
    assert.deepEqual(
      [...codecs(bytes)].filter((codec) => codec !== 'SNAPPY'),
      [],
      key,
    )
    if (ofStage(table)) assert.match(keyValue(bytes, 'generation') ?? '', /^[0-9]+$/, key)
  }
})
