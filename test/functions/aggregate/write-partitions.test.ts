import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writePartitions } from '../../../functions/aggregate/write-partitions.ts'
import { withDuckDb } from '../../../functions/runtime/duckdb.ts'
import { PipelineError, ReconciliationError } from '../../../functions/runtime/errors.ts'
import { findTable } from '../../../hive/contract.ts'
import { parseStage } from '../../../jobs/stages.ts'

const table = findTable('quarterly/region')

/** Writes rows of a quarter as the table `quarterly/region` of 2024. */
const write = (quarter: string, count: string) =>
  withDuckDb((session) =>
    writePartitions(
      session,
      table,
      `(SELECT ${quarter} AS txn_quarter, 'Q1(1-3월)' AS quarter_label, '서울' AS region, ${count} AS txn_count,
        7::BIGINT AS total_amount, 2024 AS txn_year) AS computed`,
      parseStage('quarterly/2024'),
      1,
    ),
  )

test('a file has the types of the contract', async () => {
  assert.deepEqual(
    (await write('1', '3::BIGINT')).map(({ rows }) => rows),
    [1],
  )
  const wrong = (error: Error) =>
    error instanceof PipelineError && /txn_count INTEGER, .*txn_count BIGINT/.test(error.message)
  await assert.rejects(write('1', '3'), wrong)
})

test('a row of no partition is no row that may be left out', async () => {
  const many = findTable('quarterly/category_summary')
  const outside = withDuckDb((session) =>
    writePartitions(
      session,
      many,
      `(SELECT 'Q1(1-3월)' AS quarter_label, '식비' AS category, 1::BIGINT AS txn_count, 1::BIGINT AS total_amount,
        1::BIGINT AS avg_amount, 1::BIGINT AS unique_cards, 1::DOUBLE AS qoq_growth_rate, 2024 AS txn_year, 5 AS txn_quarter) AS computed`,
      parseStage('quarterly/2024'),
      1,
    ),
  )
  await assert.rejects(outside, ReconciliationError)
})
