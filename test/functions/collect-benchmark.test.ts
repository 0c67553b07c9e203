import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { parquetReadObjects } from 'hyparquet'
import { withDuckDb } from '../../functions/runtime/duckdb.ts'
import { bytesOf } from '../hive/parquet-columns.ts'
import { lightUpload, outputBucket, reachTask } from './reach-task.ts'

const { cloud, json } = await reachTask('report', lightUpload)
const measured = [
  {
    engine: 'duckdb',
    test_name: 'csv_read',
    elapsed_sec: 0.5,
    row_count: 20,
    bytes: 9,
    files: 1,
    detail: 'd',
  },
]
const collect = (execution: string) =>
  cloud.invoke(execution, 'collect-benchmark', { execution }) as Promise<{ report: string }>

test("Spark's notes join what DuckDB measured in the run's object", async () => {
  const stored = { measured, startedAt: '2024-06-01T17:00:00Z' }
  cloud.s3.put(outputBucket, '_attempts/night/benchmark.json', Buffer.from(JSON.stringify(stored)))
  await withDuckDb(async ({ connection, folder }) => {
    const file = join(folder, 'notes.parquet')
    await connection.run(
      `COPY (FROM (VALUES ('csv_read', 1000::BIGINT, 20::BIGINT), ('end', 3500, 0)) AS n(test_name, started, row_count))
       TO '${file}' (FORMAT parquet)`,
    )
    cloud.s3.put(outputBucket, 'optimized/spark/notes/part-0.parquet', await readFile(file))
  })
  const { report } = await collect('night')
  assert.equal(report, 'benchmark_report/run_date=2024-06-02/night.parquet')
  const rows = await parquetReadObjects({ file: bytesOf(cloud.s3.body(outputBucket, report)!) })
  assert.deepEqual(
    rows.map(({ engine, test_name, elapsed_sec }) => [engine, test_name, elapsed_sec]),
    [
      ['duckdb', 'csv_read', 0.5],
      ['spark', 'csv_read', 2.5],
    ],
  )
  assert.deepEqual(json('_attempts/night/benchmark.json'), stored)
})

test('a run that measured nothing has nothing to add to', async () => {
  await assert.rejects(collect('another'), /another\/benchmark\.json is missing/)
})
