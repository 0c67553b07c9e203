import type { Table } from '../../hive/table.ts'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import { quoteName, quoteText } from '../../jobs/duckdb-sql.ts'
import { stageTables, tablePartitions } from '../../jobs/partitions.ts'
import { readSql } from '../../jobs/sql.ts'
import type { Stage } from '../../jobs/stages.ts'
import { mapConcurrently } from '../runtime/concurrently.ts'
import { countCpus, type DuckDbSession } from '../runtime/duckdb.ts'
import { type PartitionFile, writePartitions } from './write-partitions.ts'

/**
 * Computes every table of a stage from the view `transactions`, writes its partitions into the session's folder, and has each
 * file saved while the next table is computed. Of a unit, the tables after partitioned_txn read its de-duplicated rows, left behind
 * as the view `transactions`. Those of a year do not read each other.
 */
export async function computeTables<Saved>(
  session: DuckDbSession,
  stage: Stage,
  generation: number,
  save: (file: PartitionFile) => Promise<Saved>,
): Promise<Saved[]> {
  if (stage.grain === 'year') return computeAtOnce(session, stage, generation, save)
  const saving: Promise<Saved>[] = []
  for (const table of stageTables(stage)) {
    const written = await computeTable(session, table, stage, generation)
    if (table.name === partitionedTxn.name) await viewTransactions(session, stage, written[0]!.file)
    saving.push(...written.map(save))
    // a failure is thrown below, when the tables are through
    for (const each of saving) each.catch(() => {})
  }
  return Promise.all(saving)
}

/** A table for each CPU at once, each on one thread: two threads for one table take twice the CPU. */
async function computeAtOnce<Saved>(
  session: DuckDbSession,
  stage: Stage,
  generation: number,
  save: (file: PartitionFile) => Promise<Saved>,
): Promise<Saved[]> {
  const free = await Promise.all(Array.from({ length: countCpus() }, session.connect))
  const saved = await mapConcurrently(stageTables(stage), free.length, async (table) => {
    const connection = free.pop()!
    const written = await computeTable({ ...session, connection }, table, stage, generation)
    free.push(connection)
    return Promise.all(written.map(save))
  })
  return saved.flat()
}

/** One partition is written straight from the SQL; several share one computation of the table. */
async function computeTable(session: DuckDbSession, table: Table, stage: Stage, generation: number) {
  const sql = readSql(table)
  if (tablePartitions(stage, table).length === 1)
    return writePartitions(session, table, `(${sql}) AS computed`, stage, generation)
  const relation = quoteName(table.name)
  await session.connection.run(`CREATE TABLE ${relation} AS ${sql}`)
  const files = await writePartitions(session, table, relation, stage, generation)
  await session.connection.run(`DROP TABLE ${relation}`)
  return files
}

const viewTransactions = ({ connection }: DuckDbSession, { values }: Stage, file: string) =>
  connection.run(
    `CREATE OR REPLACE VIEW transactions AS
    SELECT *, ${Object.entries(values)
      .map(([name, value]) => `${value} AS ${name}`)
      .join(', ')}
    FROM read_parquet(${quoteText(file)}, hive_partitioning = false)`,
  )
