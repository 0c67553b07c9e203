import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { parse } from 'csv-parse/sync'
import { readRows } from '../../functions/runtime/duckdb.ts'
import type { Column, ColumnType } from '../../hive/table.ts'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import { duckDbType, quoteName, quoteText } from '../../jobs/duckdb-sql.ts'
import { selectYear } from '../../jobs/sql.ts'

/** What a case may leave out of its transactions.csv, as SQL over a row number `n`. */
const defaults: Record<string, string> = {
  transaction_id: "'T' || n",
  transaction_date: "'2024-01-01 12:00:00'",
  card_no: "'****-****-****-0001'",
  card_type: "'신용'",
  merchant: "'가게'",
  sub_category: "'한식'",
  category: "'식비'",
  amount: '1000',
  installment_months: '0',
  approval_status: "'approved'",
  region: "'서울'",
  card_token: 'NULL',
  upload_id: "'upload'",
  upload_order: '1',
}

const derived: Record<string, string> = {
  txn_date: 'CAST(SUBSTR(transaction_date, 1, 10) AS DATE)',
  txn_hour: 'CAST(SUBSTR(transaction_date, 12, 2) AS INTEGER)',
}

/** The view `transactions` over a CSV file: an empty field is NULL, a column that is not there has its default. */
export async function viewCsv(connection: DuckDBConnection, file: string, view: 'staged' | 'published') {
  const header = readFileSync(file, 'utf8').split(/\r?\n/, 1)[0]!.split(',')
  for (const name of header) if (!defaults[name]) throw new Error(`unknown column ${name} in ${file}`)
  const csv = `read_csv(${quoteText(file)}, header = true, all_varchar = true, nullstr = '', delim = ',')`
  const given = Object.entries(defaults).map(
    ([name, sql]) => `${header.includes(name) ? quoteName(name) : `CAST(${sql} AS VARCHAR)`} AS ${name}`,
  )
  const typed = partitionedTxn.columns.map(
    ({ name, type }) => `CAST(${derived[name] ?? name} AS ${duckDbType[type]}) AS ${name}`,
  )
  const extra =
    view === 'staged'
      ? 'CAST(upload_order AS BIGINT) AS upload_order'
      : `CAST(YEAR(${derived.txn_date}) AS INTEGER) AS txn_year, CAST(MONTH(${derived.txn_date}) AS INTEGER) AS txn_month`
  const rows = `SELECT ${typed.join(', ')}, ${extra}
    FROM (SELECT ${given.join(', ')} FROM (SELECT *, ROW_NUMBER() OVER () AS n FROM ${csv}))`
  const read = view === 'published' ? selectYear(rows) : rows
  await connection.run(`CREATE OR REPLACE TABLE transactions AS ${read}`)
}

export type Cell = string | number | null

/** A cell to compare: numbers as numbers, whatever wrote them; everything else as text. */
const cell = (type: ColumnType, text: string | null): Cell =>
  text === null || text === '' ? null : type === 'STRING' || type === 'DATE' ? text : Number(text)

/** Rows of a SELECT, in the order of the named columns. */
export async function readCells(
  connection: DuckDBConnection,
  columns: readonly Column[],
  select: string,
  order: readonly string[],
): Promise<Cell[][]> {
  const texts = columns.map(({ name }) => `CAST(${quoteName(name)} AS VARCHAR) AS ${quoteName(name)}`)
  const sorted =
    order.length > 0 ? `ORDER BY ${order.map((name) => `result.${quoteName(name)} NULLS LAST`)}` : ''
  const rows = await readRows<Record<string, string | null>>(
    connection,
    `SELECT ${texts.join(', ')} FROM (${select}) AS result ${sorted}`,
  )
  return rows.map((row) => columns.map(({ name, type }) => cell(type, row[name] ?? null)))
}

/** The rows a case expects; its header must be the table's columns, partition columns last. */
export function readExpected(folder: string, columns: readonly Column[]): Cell[][] {
  const [header, ...rows] = parse(readFileSync(join(folder, 'expected.csv'), 'utf8')) as string[][]
  const names = columns.map(({ name }) => name).join(',')
  if (header!.join(',') !== names) throw new Error(`${folder}/expected.csv has not the columns ${names}`)
  return rows.map((row) => row.map((text, index) => cell(columns[index]!.type, text)))
}
