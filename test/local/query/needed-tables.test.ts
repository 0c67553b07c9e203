import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hiveName, tables } from '../../../hive/contract.ts'
import { neededTables } from '../../../local/query/needed-tables.ts'

const cases: [string, string[] | 'all'][] = [
  ['SELECT * FROM monthly_trend', ['monthly_trend']],
  ['WITH a AS (SELECT 1 AS x) SELECT * FROM a JOIN DAILY_SUMMARY USING (x)', ['daily_summary']],
  [
    'SELECT 1; SELECT (SELECT COUNT(*) FROM "quarterly_region"), * FROM main.monthly_trend',
    ['monthly_trend', 'quarterly_region'],
  ],
  ['SELECT 1', []],
  ['SELECT * FROM my_monthly_trend_2', []],
  ["SELECT * FROM query_table('monthly' || '_trend')", 'all'],
]
for (const [sql, wanted] of cases)
  test(`${sql} reads ${wanted}`, () =>
    assert.deepEqual(neededTables(sql).map(hiveName), wanted === 'all' ? tables.map(hiveName) : wanted))
