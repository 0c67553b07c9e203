import type { DuckDBConnection } from '@duckdb/node-api'
import { partitionPath } from '../../hive/contract.ts'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import { fromFolders, selectStored } from '../../jobs/duckdb-sql.ts'
import { selectYear } from '../../jobs/sql.ts'
import { parseStage, parseUnit, type StageId } from '../../jobs/stages.ts'
import type { PlannedStage, PublishedUnit } from '../catalog/catalog.ts'
import { mapConcurrently } from '../runtime/concurrently.ts'
import { type DuckDbSession, fileList, readRows } from '../runtime/duckdb.ts'
import { ReconciliationError } from '../runtime/errors.ts'
import type { Downloads } from '../storage/downloads.ts'
import { partitionKey } from '../storage/layout.ts'
import { type InputTotals, readFileTotals, reconcile } from './totals.ts'

const atOnce = 16

/**
 * Makes the view `transactions` of a year: its published units, each in one GET unless the function has it; a unit without an object has no
 * rows. Throws ReconciliationError when a unit is older than the plan says or its rows or amount differ. A unit
 * that is newer by now is taken as it is: whoever published it makes the year dirty again.
 */
export async function loadYear(
  downloads: Downloads,
  session: DuckDbSession,
  planned: PlannedStage,
): Promise<InputTotals> {
  const units = planned.units ?? []
  const files = await mapConcurrently(units, atOnce, ({ stage, etag }) =>
    downloads.kept(publishedKey(stage), etag),
  )
  const found = files.filter((file) => file !== null)
  const { columns, partitions } = partitionedTxn
  const stored = selectStored([...columns, ...partitions], found, fromFolders(partitions))
  // a constant: grouping by a year that is read takes a tenth of the CPU of all tables
  const relation = `SELECT * REPLACE (${parseStage(planned.stage).year} AS txn_year) FROM (${stored})`
  await session.connection.run(`CREATE OR REPLACE VIEW transactions AS ${selectYear(relation)}`)
  const published = await describeFiles(session.connection, found)
  for (const [index, unit] of units.entries()) reconcileUnit(unit, published.get(files[index] ?? ''))
  return addUp([...published.values()])
}

const addUp = (all: readonly InputTotals[]): InputTotals => ({
  rows: all.reduce((sum, { rows }) => sum + rows, 0),
  amount: all.reduce((sum, { amount }) => sum + amount, 0),
})

function publishedKey(stage: StageId): string {
  const { values, part } = parseUnit(stage)
  return partitionKey(partitionedTxn.name, partitionPath(partitionedTxn, values), part)
}

/** What a published file holds. */
interface YearFile extends InputTotals {
  generation: number
}

/** By file; two questions for all of them, since each takes DuckDB milliseconds, however little it reads. */
async function describeFiles(
  connection: DuckDBConnection,
  files: readonly string[],
): Promise<Map<string, YearFile>> {
  if (files.length === 0) return new Map()
  const generations = await readRows<{ file: string; generation: string }>(
    connection,
    `SELECT file_name AS file, decode(value) AS generation FROM parquet_kv_metadata(${fileList(files)})
    WHERE decode(key) = 'generation'`,
  )
  const generationOf = new Map(generations.map(({ file, generation }) => [file, Number(generation)]))
  const totalsOf = await readFileTotals(connection, files)
  return new Map(
    files.map((file) => [
      file,
      { ...(totalsOf.get(file) ?? nothing), generation: generationOf.get(file) ?? Number.NaN },
    ]),
  )
}

const nothing: InputTotals = { rows: 0, amount: 0 }

function reconcileUnit(unit: PublishedUnit, published: YearFile | undefined): void {
  if (published && published.generation > unit.generation) return
  if (published && published.generation !== unit.generation)
    throw new ReconciliationError(
      `${unit.stage} is published in generation ${published.generation}, the plan says ${unit.generation}`,
    )
  reconcile(unit.stage, published ?? nothing, unit)
}
