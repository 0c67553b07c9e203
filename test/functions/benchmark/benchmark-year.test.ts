import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { StoredBenchmark } from '../../../functions/benchmark/benchmark-year.ts'
import { benchmarkYear } from '../../../functions/benchmark/benchmark-year.ts'
import { newStage } from '../../../functions/catalog/stage-state.ts'
import { withDuckDb } from '../../../functions/runtime/duckdb.ts'
import { benchmarkKey, catalogKey } from '../../../functions/storage/layout.ts'
import { writeJson } from '../../../functions/storage/store.ts'
import { partitionedTxn } from '../../../hive/tables/etl.ts'
import { duckDbType, quoteText } from '../../../jobs/duckdb-sql.ts'
import { MemoryStore } from '../storage/memory-store.ts'

const execution = 'night'
const month = 'partitioned_txn/txn_year=2024/txn_month=3/part-0.parquet'

/** A bucket with one published month of so many rows. */
async function publishMonth(rows: number): Promise<MemoryStore> {
  const store = new MemoryStore()
  await withDuckDb(async ({ connection, folder }) => {
    const file = join(folder, 'month.parquet')
    const columns = partitionedTxn.columns.map(({ name, type }) => {
      const value = name === 'txn_date' ? "'2024-03-01'" : type === 'STRING' ? `'${name} ' || i` : 'i'
      return `CAST(${value} AS ${duckDbType[type]}) AS ${name}`
    })
    await connection.run(
      `COPY (SELECT ${columns.join(', ')} FROM range(${rows}) AS r(i)) TO ${quoteText(file)} (FORMAT parquet)`,
    )
    await store.putFile(month, file)
  })
  const stages = { 'etl/2024-03': { ...newStage(), done: 1, rows } }
  await writeJson(store, catalogKey, { keys: {}, stages })
  return store
}

test('a month of too many rows is measured up to some, because a function has room for no more', async () => {
  const store = await publishMonth(500)
  const done = await benchmarkYear(
    store,
    { execution, startedAt: '2024-04-01T00:00:00Z' },
    { heavyRows: 400, spark: true, most: 100 },
  )
  assert.equal(done.next, 'spark')
  const { measured } = store.json<StoredBenchmark>(benchmarkKey(execution))!
  const read = measured.find(({ test_name }) => test_name === 'parquet_read')!
  assert.equal(read.row_count, 100)
})
