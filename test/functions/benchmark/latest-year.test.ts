import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundUnits, latestYear } from '../../../functions/benchmark/latest-year.ts'
import type { Catalog } from '../../../functions/catalog/catalog.ts'
import { newStage } from '../../../functions/catalog/stage-state.ts'

const catalog = (stages: Record<string, { done: number; rows: number }>): Catalog => ({
  keys: {},
  stages: Object.fromEntries(Object.entries(stages).map(([id, entry]) => [id, { ...newStage(), ...entry }])),
})

test('the latest year has the published units that have rows, newest first', () => {
  const { year, units } = latestYear(
    catalog({
      'etl/2023-12': { done: 3, rows: 9 },
      'etl/2024-01': { done: 1, rows: 10 },
      'etl/2024-02': { done: 0, rows: 0 },
      'etl/2024-03': { done: 2, rows: 30 },
      'etl/2024-04': { done: 2, rows: 0 },
      'etl/2024': { done: 4, rows: 40 },
    }),
  )
  assert.equal(year, 2024)
  assert.deepEqual(units, [
    { key: 'partitioned_txn/txn_year=2024/txn_month=3/part-0.parquet', unit: '2024-03', rows: 30 },
    { key: 'partitioned_txn/txn_year=2024/txn_month=1/part-0.parquet', unit: '2024-01', rows: 10 },
  ])
})

test('nothing published leaves nothing to measure', () => {
  assert.deepEqual(latestYear(catalog({})).units, [])
})

test('a function measures as many units as fit, and at least one', () => {
  const units = [30, 10, 25].map((rows, index) => ({ key: `${index}`, unit: `2024-0${index + 1}`, rows }))
  assert.deepEqual(boundUnits(units, 45), units.slice(0, 2))
  assert.deepEqual(boundUnits(units, 5), units.slice(0, 1))
})
