import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import { quoteText } from '../../jobs/duckdb-sql.ts'
import type { Grain } from '../../jobs/stages.ts'
import { type DuckDbSession, readRows } from '../runtime/duckdb.ts'
import { ReconciliationError } from '../runtime/errors.ts'
import type { ConversionContext, RowFindings } from './find-row-issues.ts'
import type { RecordBlock } from './record-blocks.ts'

/** Rows of one unit, written to a local file. */
export interface UnitFile {
  unit: string
  rows: number
  amount: number
  path: string
}

/** What a block became. */
export interface ConvertedBlock extends RowFindings {
  units: UnitFile[]
}

/** Name of a row's unit, `2024-03` or `2024-03-07`. */
const unitNames: Record<Grain, string> = {
  month: "strftime(txn_date, '%Y-%m')",
  day: "strftime(txn_date, '%Y-%m-%d')",
}

/** Rows and amounts of every unit that has valid dates. */
const unitTotals = (grain: Grain) => `SELECT ${unitNames[grain]} AS unit,
    COUNT(*) AS row_count, CAST(COALESCE(SUM(won), 0) AS VARCHAR) AS amount
  FROM input WHERE txn_date IS NOT NULL GROUP BY ALL ORDER BY ALL`

const stagedColumns: Record<string, string> = {
  txn_hour: 'CAST(substr(transaction_date, 12, 2) AS INTEGER)',
  amount: 'won',
  installment_months: 'months',
}

/** Names of the staged columns: those of partitioned_txn, and the row's physical line, from 1 at its chunk's first record. */
const stagedColumnNames = [...partitionedTxn.columns.map(({ name }) => name), 'line']

/** Writes rows that have a date as one staged file a unit, `<folder>/unit=2024-03/part-0.parquet`, in file order. */
function copyUnits(
  rows: string,
  { upload, lineBase, folder, grain }: { upload: string; lineBase: number; folder: string; grain: Grain },
): string {
  const line = `CAST(line + ${lineBase} AS INTEGER)`
  const values: Record<string, string> = { ...stagedColumns, upload_id: quoteText(upload), line }
  const columns = stagedColumnNames.map((name) => `${values[name] ?? name} AS ${name}`)
  return `COPY (SELECT ${columns.join(', ')}, ${unitNames[grain]} AS unit
    FROM ${rows})
    TO ${quoteText(folder)} (FORMAT parquet, COMPRESSION snappy,
      PARTITION_BY (unit), WRITE_PARTITION_COLUMNS false, FILENAME_PATTERN 'part-')`
}

/** Throws ReconciliationError when DuckDB read other rows of a block than were found in its bytes. */
export function requireRows(rows: number, block: RecordBlock): void {
  if (rows !== block.rows)
    throw new ReconciliationError(`DuckDB read ${rows} rows of a block that has ${block.rows}`)
}

/** Folder with a file of each unit of a block, and how many rows those hold. */
interface WrittenUnits {
  folder: string
  rows: number
}

/**
 * Writes rows, a relation or an Invalid Input Error, into one file a unit, as DuckDB does on one thread: with more, a partitioned
 * COPY writes several files a unit, and others in each run. Those of the block before are gone then.
 */
export async function writeUnits(
  { connection, folder: own }: DuckDbSession,
  rows: string,
  { lineBase }: RecordBlock,
  { upload, grain }: ConversionContext,
): Promise<WrittenUnits> {
  const all = join(own, 'units')
  await rm(all, { recursive: true, force: true })
  await mkdir(all)
  // a new name: DuckDB may take a file that was replaced within a second for the one it has in its cache
  const folder = join(all, randomUUID())
  const copy = copyUnits(rows, { upload, lineBase, folder, grain })
  const [written] = await readRows<{ Count: bigint }>(connection, copy)
  return { folder, rows: Number(written!.Count) }
}

/** The files in that folder, of the units of the view `input`. */
export async function listUnits(
  { connection }: Pick<DuckDbSession, 'connection'>,
  folder: string,
  { grain }: ConversionContext,
): Promise<UnitFile[]> {
  const totals = await readRows<{ unit: string; row_count: bigint; amount: string }>(
    connection,
    unitTotals(grain),
  )
  return totals.map(({ unit, row_count, amount }) => ({
    unit,
    rows: Number(row_count),
    amount: Number(amount),
    path: join(folder, `unit=${unit}`, 'part-0.parquet'),
  }))
}
