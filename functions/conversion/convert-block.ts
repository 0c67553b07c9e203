import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { maskDigits } from '../masking/masking.ts'
import { type DuckDbSession, readRows } from '../runtime/duckdb.ts'
import { PipelineError, ReconciliationError } from '../runtime/errors.ts'
import { type ConversionContext, findRowIssues, type RowFindings } from './find-row-issues.ts'
import type { RecordBlock } from './record-blocks.ts'
import { copyUnits, createRows, rowMacros, unitTotals } from './row-sql.ts'

/** Rows of one unit, written to a local file. */
export interface UnitFile {
  unit: string
  rows: number
  amount: number
  path: string
}

/**
 * Converts the clean records of a block; what it finds counts lines from 1 at the block's first line. Throws
 * PipelineError when DuckDB fails, ReconciliationError when it read other rows than were found.
 */
export async function convertBlock(
  session: DuckDbSession,
  block: RecordBlock,
  context: ConversionContext,
): Promise<RowFindings & { units: UnitFile[] }> {
  try {
    await readRowsOf(session, block, context)
    const found = await findRowIssues(session, block, context)
    return { ...found, units: await writeUnits(session, block, context) }
  } catch (error) {
    if (error instanceof ReconciliationError) throw error
    // DuckDB quotes the data it stumbles over: no cause here, or a card number would reach the log
    throw new PipelineError(`DuckDB failed: ${maskDigits((error as Error).message)}`)
  }
}

async function readRowsOf(
  { connection, folder }: DuckDbSession,
  block: RecordBlock,
  context: ConversionContext,
): Promise<void> {
  const path = join(folder, 'block.csv')
  await writeFile(path, block.csv)
  for (const macro of rowMacros) await connection.run(macro)
  await connection.run(createRows(path, context, block))
  await rm(path)
  const [read] = await readRows<{ rows: bigint }>(connection, 'SELECT COUNT(*) AS rows FROM input')
  if (Number(read!.rows) !== block.rows)
    throw new ReconciliationError(`DuckDB read ${read!.rows} rows of a block that has ${block.rows}`)
}

async function writeUnits(
  { connection, folder }: DuckDbSession,
  block: RecordBlock,
  { upload, grain }: ConversionContext,
): Promise<UnitFile[]> {
  const line = `CAST(${block.numbered ? 'line' : 'rowid'} + ${block.lineBase + 1} AS INTEGER)`
  const totals = await readRows<{ unit: string; row_count: bigint; amount: string }>(
    connection,
    unitTotals(grain),
  )
  const target = join(folder, 'units')
  await rm(target, { recursive: true, force: true })
  await runAlone(connection, copyUnits({ upload, line, folder: target, grain }))
  return totals.map(({ unit, row_count, amount }) => ({
    unit,
    rows: Number(row_count),
    amount: Number(amount),
    path: join(target, `unit=${unit}`, 'part-0.parquet'),
  }))
}

/** On one thread: with more, a partitioned COPY writes several files a unit, and others in each run. */
async function runAlone(connection: DuckDBConnection, sql: string): Promise<void> {
  const [before] = await readRows<{ threads: bigint }>(
    connection,
    "SELECT current_setting('threads') AS threads",
  )
  await connection.run('SET threads = 1')
  await connection.run(sql)
  await connection.run(`SET threads = ${before!.threads}`)
}
