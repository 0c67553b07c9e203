import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parquetReadObjects } from 'hyparquet'
import { details } from '../../jobs/benchmark/variants.ts'
import { bytesOf } from '../hive/parquet-columns.ts'
import { lightUpload, outputBucket, reachTask } from './reach-task.ts'

const { handler } = await import('../../functions/benchmark.ts')
const event = { execution: 'night', startedAt: '2024-06-01T17:00:00Z' }
const measure = () => handler(event, {} as never) as Promise<object>

test('every test is measured on the latest year and is a row of benchmark_report', async () => {
  const { cloud } = await reachTask('report', lightUpload)
  assert.partialDeepStrictEqual(await measure(), { next: 'done', year: 2024, rows: 20 })
  const report = cloud.s3.body(outputBucket, 'benchmark_report/run_date=2024-06-02/night.parquet')!
  const rows = await parquetReadObjects({ file: bytesOf(report) })
  assert.deepEqual(rows.map(({ test_name }) => test_name).sort(), Object.keys(details).sort())
  assert.ok(rows.every(({ engine, row_count }) => engine === 'duckdb' && Number(row_count) > 0))
})

test('nothing published leaves nothing to measure', async () => {
  const { keys } = await reachTask('plan-stages', lightUpload)
  assert.deepEqual(await measure(), { next: 'none' })
  assert.deepEqual(keys('benchmark_report/'), [])
})
