import type { Table } from '../../hive/table.ts'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import { quoteName, quoteText } from '../../jobs/duckdb-sql.ts'
import { stageTables, tablePartitions } from '../../jobs/partitions.ts'
import { readSql } from '../../jobs/sql.ts'
import type { Stage } from '../../jobs/stages.ts'
import { mapConcurrently } from '../runtime/concurrently.ts'
import { countCpus, type DuckDbSession } from '../runtime/duckdb.ts'
import { type PartitionFile, writePartitions } from './write-partitions.ts'

/** Takes the files of a table, the first of a stage's tables being 0, as soon as they are written. */
type OnTable = (files: readonly PartitionFile[], index: number) => void

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
  const saving: Promise<Saved>[][] = []
  const onTable: OnTable = (files, index) => {
    saving[index] = files.map(save)
    // thrown below, when nothing reads the session's folder any more
    for (const each of saving[index]) each.catch(() => {})
  }
  try {
    if (stage.grain === 'year') await computeAtOnce(session, stage, generation, onTable)
    else await computeInTurn(session, stage, generation, onTable)
  } finally {
    await Promise.allSettled(saving.flat())
  }
  return Promise.all(saving.flat())
}

async function computeInTurn(session: DuckDbSession, stage: Stage, generation: number, onTable: OnTable) {
  for (const [index, table] of stageTables(stage).entries()) {
    const written = await computeTable(session, table, stage, generation)
    onTable(written, index)
    if (table.name === partitionedTxn.name) await viewTransactions(session, stage, written[0]!.file)
  }
}

/** A table for each CPU at once, each on one thread: two threads for one table take twice the CPU. */
async function computeAtOnce(session: DuckDbSession, stage: Stage, generation: number, onTable: OnTable) {
  const free = await Promise.all(Array.from({ length: countCpus() }, session.connect))
  await mapConcurrently(stageTables(stage), free.length, async (table, index) => {
    const connection = free.pop()!
    onTable(await computeTable({ ...session, connection }, table, stage, generation), index)
    free.push(connection)
  })
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
