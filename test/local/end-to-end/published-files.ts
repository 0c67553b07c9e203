import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stagePartitions } from '../../../jobs/partitions.ts'
import { monthStage, yearStages } from '../../../jobs/stages.ts'
import { codecs, keyValue, parquetColumns } from '../../hive/parquet-columns.ts'
import { contractColumns, listTableObjects, readObject } from './objects.ts'

const months = ['2023-12', '2024-01', '2024-02', '2024-03', '2024-04', '2024-05']

test('one object per partition, and no other object under the prefix of a table', async () => {
  const stages = [...months.map(monthStage), ...yearStages(2023), ...yearStages(2024)]
  const expected = stages.flatMap(stagePartitions).map(({ table, partition }) => `${table}/${partition}`)
  const found = (await listTableObjects()).filter(({ table }) => table !== 'quality_report')
  assert.deepEqual(
    found.map(({ key }) => key).sort(),
    expected.map((path) => `${path}/part-0.parquet`).sort(),
  )
})

test('an independent reader finds the columns of the contract in every published file', async () => {
  const objects = await listTableObjects()
  assert.ok(objects.some(({ table }) => table === 'quality_report'))
  for (const { table, key } of objects) {
    const bytes = await readObject(key)
    assert.deepEqual(parquetColumns(bytes), contractColumns(table), key)
    assert.deepEqual(
      [...codecs(bytes)].filter((codec) => codec !== 'SNAPPY'),
      [],
      key,
    )
    if (table !== 'quality_report') assert.match(keyValue(bytes, 'generation') ?? '', /^[0-9]+$/, key)
  }
})
