import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stagePartitions } from '../../jobs/partitions.ts'
import { unitStages, yearStages } from '../../jobs/stages.ts'

const paths = (stage: string) => stagePartitions(stage).map((p) => `${p.table}/${p.partition}`)

const ofAYear = {
  partitioned_txn: 12,
  daily_summary: 12,
  merchant_ranking: 1,
  hourly_pattern: 1,
  regional_analysis: 9,
  monthly_trend: 1,
  'quarterly/category_summary': 4,
  'quarterly/merchant_top10': 4,
  'quarterly/qoq_growth': 1,
  'quarterly/card_type': 1,
  'quarterly/region': 1,
  'quarterly/installment': 1,
}

test('a full year has its partitions, each written by one stage', () => {
  const all = [...unitStages(2024), ...yearStages(2024)].flatMap(paths)
  assert.equal(new Set(all).size, all.length)
  for (const [table, partitions] of Object.entries(ofAYear))
    assert.equal(all.filter((path) => path.startsWith(`${table}/txn_year=`)).length, partitions, table)
})

test('a month writes its transactions and its daily summary', () => {
  assert.deepEqual(paths('etl/2024-03'), [
    'partitioned_txn/txn_year=2024/txn_month=3',
    'daily_summary/txn_year=2024/txn_month=3',
  ])
})

test('a year writes every region and the unknown one', () => {
  const regions = paths('etl/2024').filter((path) => path.startsWith('regional_analysis/'))
  assert.equal(regions.length, 9)
  assert.ok(regions.includes('regional_analysis/txn_year=2024/region=제주'))
  assert.ok(regions.includes('regional_analysis/txn_year=2024/region=미상'))
})

test('a quarterly stage writes all four quarters', () => {
  assert.deepEqual(
    paths('quarterly/2023').filter((path) => path.startsWith('quarterly/merchant_top10/')),
    [1, 2, 3, 4].map((quarter) => `quarterly/merchant_top10/txn_year=2023/txn_quarter=${quarter}`),
  )
})
