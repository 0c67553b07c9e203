import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { qualityChecks } from '../../hive/checks.ts'
import { inputColumnNames } from '../../hive/contract.ts'
import { policy } from '../../hive/policy.ts'
import { type DuckDbSession, readRows } from '../duckdb.ts'
import { ReconciliationError } from '../errors.ts'
import { showsCardNumber } from '../quality/card-numbers.ts'
import { maskDigits, maskValue } from '../quality/mask-text.ts'
import type { IssueCounts, Sample } from './chunk-result.ts'
import type { RecordBlock } from './record-blocks.ts'
import {
  copyMonth,
  countIssues,
  createRows,
  monthTotals,
  rawColumns,
  rowConditions,
  rowMacros,
  sampleIssues,
  suspectCards,
} from './row-sql.ts'

/** What is known of the upload whose blocks are converted. */
export interface ConversionContext {
  upload: string
  /** Column names in the order of the file. */
  columns: readonly string[]
  /** The upload's moment as KST wall time, yyyy-MM-dd HH:mm:ss: later dates lie in the future. */
  now: string
}

/** Rows of one month, written to a local file. */
export interface MonthFile {
  month: string
  rows: number
  amount: number
  path: string
}

/** Converts the clean records of a block; what it finds counts lines from 1 at the block's first line. */
export async function convertBlock(
  { connection, folder }: DuckDbSession,
  block: RecordBlock,
  context: ConversionContext,
): Promise<{ issues: IssueCounts; months: MonthFile[] }> {
  const path = join(folder, 'block.csv')
  await writeFile(path, block.csv)
  for (const macro of rowMacros) await connection.run(macro)
  await connection.run(createRows(path, context.columns, block))
  await rm(path)
  const [{ rows }] = (await readRows<{ rows: bigint }>(connection, 'SELECT COUNT(*) AS rows FROM input')) as [
    { rows: bigint },
  ]
  if (Number(rows) !== block.rows)
    throw new ReconciliationError(`DuckDB read ${rows} rows of a block that has ${block.rows}`)
  const issues = await findIssues({ connection, folder }, block, context)
  await addUnmaskedCards({ connection, folder }, block, context, issues)
  return { issues, months: await writeMonths({ connection, folder }, block, context) }
}

async function findIssues(
  { connection }: DuckDbSession,
  block: RecordBlock,
  { now }: ConversionContext,
): Promise<IssueCounts> {
  const conditions = rowConditions(now)
  const [counted] = await readRows<Record<string, bigint>>(connection, countIssues(conditions))
  const issues: IssueCounts = { counts: {}, samples: {} }
  for (const [check, condition] of Object.entries(conditions)) {
    const count = Number(counted![check])
    if (count === 0) continue
    issues.counts[check] = count
    issues.samples[check] = await sampleCheck({ connection }, block, check, condition)
  }
  return issues
}

async function sampleCheck(
  { connection }: Pick<DuckDbSession, 'connection'>,
  block: RecordBlock,
  check: string,
  condition: string,
): Promise<Sample[]> {
  const column = qualityChecks.find(({ name }) => name === check)?.column
  const value = column ?? `concat_ws(' / ', amount, installment_months)`
  const sql = sampleIssues(condition, value, policy.limits.samples)
  const found = await readRows<{ place: bigint; value: string | null }>(connection, sql)
  return found.map(({ place, value }) => ({
    line: block.lines[Number(place)]! + 1,
    ...(column && { column }),
    ...(value !== null && { value: maskValue(value) }),
  }))
}

async function addUnmaskedCards(
  { connection }: DuckDbSession,
  block: RecordBlock,
  { columns }: ConversionContext,
  issues: IssueCounts,
): Promise<void> {
  const names = rawColumns(columns)
  const samples: Sample[] = []
  let count = 0
  const result = await connection.stream(suspectCards(columns))
  for await (const rows of result.yieldRowObjects()) {
    for (const row of rows) {
      const name = Object.keys(row).find(
        (key) => key !== 'place' && showsCardNumber(String(row[key] ?? ''), key === 'transaction_id'),
      )
      if (!name) continue
      count++
      const column = inputColumnNames.includes(name) ? name : maskDigits(columns[names.indexOf(name)]!)
      samples.push({
        line: block.lines[Number(row.place)]! + 1,
        column,
        value: maskValue(String(row[name])),
      })
    }
  }
  if (count === 0) return
  issues.counts.unmasked_card = count
  issues.samples.unmasked_card = samples.sort((a, b) => a.line - b.line).slice(0, policy.limits.samples)
}

async function writeMonths(
  { connection, folder }: DuckDbSession,
  block: RecordBlock,
  { upload }: ConversionContext,
): Promise<MonthFile[]> {
  const line = `CAST(${block.numbered ? 'line' : 'rowid'} + ${block.lineBase + 1} AS INTEGER)`
  const totals = await readRows<{ year: number; month: number; row_count: bigint; amount: string }>(
    connection,
    monthTotals,
  )
  const months: MonthFile[] = []
  for (const { year, month, row_count, amount } of totals) {
    const name = `${year}-${String(month).padStart(2, '0')}`
    const path = join(folder, `${name}.parquet`)
    await connection.run(copyMonth({ year, month }, { upload, line, path }))
    months.push({ month: name, rows: Number(row_count), amount: Number(amount), path })
  }
  return months
}
