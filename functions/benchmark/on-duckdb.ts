import { join } from 'node:path'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import type { Measured } from '../../jobs/benchmark/variants.ts'
import { selectStored } from '../../jobs/duckdb-sql.ts'
import { mapConcurrently } from '../runtime/concurrently.ts'
import { type DuckDbSession, readRows } from '../runtime/duckdb.ts'
import type { ObjectStore } from '../storage/store.ts'
import { DuckDbBenchmark } from './duckdb-benchmark.ts'
import type { BenchmarkUnit } from './latest-year.ts'

/** Measures DuckDB on so many rows of units of partitioned_txn. Returns what it measured and the day it looked for. */
export async function benchmarkDuckDb(
  store: ObjectStore,
  session: DuckDbSession,
  units: readonly BenchmarkUnit[],
  { prefix, rows }: { prefix: string; rows: number },
): Promise<{ measured: Measured[]; day: string }> {
  const files = await mapConcurrently(units, 4, async ({ key, unit }) => {
    const file = join(session.folder, `unit-${unit}.parquet`)
    await store.getFile(key, file)
    return file
  })
  await session.connection.run(
    `CREATE TABLE source AS SELECT *, CAST(year(txn_date) AS INT) AS txn_year, CAST(month(txn_date) AS INT) AS txn_month
     FROM (${selectStored(partitionedTxn.columns, files)}) LIMIT ${rows}`,
  )
  const [{ day }] = (await readRows<{ day: string }>(
    session.connection,
    'SELECT CAST(MAX(txn_date) AS VARCHAR) AS day FROM source',
  )) as [{ day: string }]
  return { measured: await new DuckDbBenchmark(store, session, prefix, day).run(), day }
}
