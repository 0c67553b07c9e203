import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stagePartitions } from '../../jobs/partitions.ts'
import { monthStages, yearStages } from '../../jobs/stages.ts'

const paths = (stage: string) => stagePartitions(stage).map((p) => `${p.table}/${p.partition}`)

test('a full year has 48 partitions, each written by one stage', () => {
  const all = [...monthStages(2024), ...yearStages(2024)].flatMap(paths)
  assert.equal(all.length, 48)
  assert.equal(new Set(all).size, 48)
})

test('a month writes its transactions and its daily summary', () => {
  assert.deepEqual(paths('etl/2024-03'), [
    'partitioned_txn/txn_year=2024/txn_month=3',
    'daily_summary/txn_year=2024/txn_month=3',
  ])
})

test('a year writes every region and the default partition', () => {
  const regions = paths('etl/2024').filter((path) => path.startsWith('regional_analysis/'))
  assert.equal(regions.length, 9)
  assert.ok(regions.includes('regional_analysis/txn_year=2024/region=제주'))
  assert.ok(regions.includes('regional_analysis/txn_year=2024/region=__HIVE_DEFAULT_PARTITION__'))
})

test('a quarterly stage writes all four quarters', () => {
  assert.deepEqual(
    paths('quarterly/2023').filter((path) => path.startsWith('quarterly/merchant_top10/')),
    [1, 2, 3, 4].map((quarter) => `quarterly/merchant_top10/txn_year=2023/txn_quarter=${quarter}`),
  )
})
