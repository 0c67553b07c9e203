import { join } from 'node:path'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import { quoteName, quoteText } from '../../jobs/duckdb-sql.ts'
import type { StageRef } from '../catalog/stage-result.ts'
import { type DuckDbSession, readRows } from '../runtime/duckdb.ts'
import { compactionKey } from '../storage/layout.ts'
import { type ObjectStore, writeJson } from '../storage/store.ts'
import type { Compaction } from './staged-files.ts'

/**
 * Puts the staged rows of a unit, as a relation of the session holds them, into one file; the key of what tells about it.
 * An upload that staged nothing is not in it.
 */
export async function compactUnit(
  store: ObjectStore,
  { connection, folder }: DuckDbSession,
  execution: string,
  { stage, generation }: StageRef,
  relation = 'transactions',
): Promise<string> {
  const path = join(folder, 'compacted.parquet')
  const columns = partitionedTxn.columns.map(({ name }) => quoteName(name)).join(', ')
  await connection.run(
    `COPY (SELECT ${columns} FROM ${relation}) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION snappy)`,
  )
  const key = compactionKey(execution, stage, generation)
  const file = key.replace(/json$/, 'parquet')
  await store.putFile(file, path)
  const sums = await readRows<{ upload_id: string; amount: bigint }>(
    connection,
    `SELECT upload_id, CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS amount FROM ${relation} GROUP BY upload_id`,
  )
  const amounts = Object.fromEntries(sums.map(({ upload_id, amount }) => [upload_id, Number(amount)]))
  await writeJson(store, key, { amounts, file } satisfies Compaction)
  return key
}
