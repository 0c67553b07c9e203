import { type RowCheck, rowChecks } from '../../hive/checks.ts'
import { inputColumnNames } from '../../hive/input.ts'
import { policy } from '../../hive/policy.ts'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import { quoteName, quoteText } from '../../jobs/duckdb-sql.ts'
import type { Grain } from '../../jobs/stages.ts'
import { cardSuspicion } from '../masking/card-numbers.ts'
import { blankPattern } from '../masking/invisible.ts'
import type { CleanRecords } from './decode-records.ts'

const { limits, years } = policy

const datePattern = '^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2} ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$'
const masked = "(strlen(card_no) = 19 AND starts_with(card_no, '****-****-****-'))"

/**
 * A field that is empty, blank to the eye or the text null counts as missing; every other value stays exactly as it
 * came. What starts with a visible ASCII character or a Hangul syllable needs no pattern.
 */
export const rowMacros = [
  `CREATE OR REPLACE MACRO given(x) AS CASE
     WHEN strlen(x) > 4 AND (x BETWEEN '!' AND '~' OR x BETWEEN '가' AND '힣') THEN x
     WHEN regexp_full_match(x, '${blankPattern}') OR lower(x) = 'null' THEN NULL
     ELSE x END`,
  `CREATE OR REPLACE MACRO moment_date(x) AS
     CASE WHEN regexp_matches(x, '${datePattern}') THEN TRY_CAST(substr(x, 1, 10) AS DATE) END`,
  `CREATE OR REPLACE MACRO integer_digits(x, pattern) AS
     CASE WHEN regexp_matches(x, pattern) THEN TRY_CAST(x AS BIGINT) END`,
]

/** Names of the raw columns: those of the contract by name, extra ones numbered so that no stray name enters SQL. */
export const rawColumns = (columns: readonly string[]): string[] =>
  columns.map((name, index) => (inputColumnNames.includes(name) ? name : `extra_${index + 1}`))

/** How the CSV of a block is written. */
export type BlockLayout = Pick<CleanRecords, 'newline' | 'multiline' | 'numbered'>

/** Nothing of a block is a comment, a filler, to be skipped or to be found out by DuckDB. */
const asItIs = `comment = '', skip = 0, null_padding = false, nullstr = '', ignore_errors = false,
        compression = 'none', encoding = 'utf-8'`

/** Reads the CSV of a block into typed rows, in file order; rowid is the row's place in the block. */
export function createRows(path: string, columns: readonly string[], csv: BlockLayout) {
  const raw = rawColumns(columns)
  const given = inputColumnNames.map((name) => `given(${name}) AS ${name}`)
  const extras = raw.filter((name) => !inputColumnNames.includes(name))
  const types = raw.map((name) => `${quoteText(name)}: 'VARCHAR'`)
  if (csv.numbered) types.push(`'line': 'INTEGER'`)
  return `CREATE OR REPLACE TABLE input AS
    SELECT *,
      CASE WHEN year(moment) BETWEEN ${years.first} AND ${years.last} THEN moment END AS txn_date,
      integer_digits(amount, '^-?[0-9]{1,${limits.amountDigits}}$') AS won,
      CAST(integer_digits(installment_months, '^-?[0-9]{1,9}$') AS INTEGER) AS months
    FROM (
      SELECT ${[...given, ...extras, ...(csv.numbered ? ['line'] : []), 'moment_date(transaction_date) AS moment'].join(', ')}
      FROM read_csv(${quoteText(path)}, columns = {${types.join(', ')}}, header = false, auto_detect = false,
        delim = ',', quote = '"', escape = '"', new_line = ${csv.newline === '\n' ? "'\\n'" : "'\\r\\n'"},
        ${asItIs},
        parallel = ${!csv.multiline})
    )`
}

const conditionOf = ({ when }: RowCheck, now: string) =>
  Object.values(when)
    .map((condition) => `(${condition.replaceAll('$now', quoteText(now))})`)
    .join(' OR ')

/** Counts the issues of every check of single rows in one pass; `now` is the upload's moment, KST wall time. */
export const countIssues = (now: string): string =>
  `SELECT ${rowChecks
    .map((check) => `COUNT(*) FILTER (WHERE ${conditionOf(check, now)}) AS ${quoteName(check.name)}`)
    .join(', ')} FROM input`

/** The first rows that are issues of a check, with the column and value at fault. */
export function sampleIssues(check: RowCheck, now: string, limit: number): string {
  const first = (value: (column: string) => string) =>
    `CASE ${Object.entries(check.when)
      .map(
        ([column, condition]) => `WHEN ${condition.replaceAll('$now', quoteText(now))} THEN ${value(column)}`,
      )
      .join(' ')} END`
  return `SELECT rowid AS place, ${first(quoteText)} AS field, ${first((column) => column)} AS value
    FROM input WHERE ${conditionOf(check, now)} ORDER BY rowid LIMIT ${limit}`
}

/** Rows with a value that may show a card number, with all values that can: for the exact test. */
export function suspectCards(columns: readonly string[]): string {
  const searched = rawColumns(columns).filter((name) => name !== 'transaction_date' && name !== 'amount')
  // most values are too short, and most card numbers masked: that is cheaper to see than a pattern
  const suspicions = searched.map((name) => {
    const unless = name === 'card_no' ? ` AND NOT ${masked}` : ''
    return `(strlen(${name}) >= 13${unless} AND regexp_matches(${name}, '${cardSuspicion}'))`
  })
  return `SELECT rowid AS place, ${searched.join(', ')} FROM input WHERE ${suspicions.join(' OR ')}`
}

/** Name of a row's unit, `2024-03` or `2024-03-07`. */
const unitNames: Record<Grain, string> = {
  month: "strftime(txn_date, '%Y-%m')",
  day: "strftime(txn_date, '%Y-%m-%d')",
}

/** Rows and amounts of every unit that has valid dates. */
export const unitTotals = (grain: Grain) => `SELECT ${unitNames[grain]} AS unit,
    COUNT(*) AS row_count, CAST(COALESCE(SUM(won), 0) AS VARCHAR) AS amount
  FROM input WHERE txn_date IS NOT NULL GROUP BY ALL ORDER BY ALL`

const stagedColumns: Record<string, string> = {
  txn_hour: 'CAST(substr(transaction_date, 12, 2) AS INTEGER)',
  amount: 'won',
  installment_months: 'months',
}

/** Names of the staged columns: those of partitioned_txn, and the row's physical line, from 1 at its chunk's first record. */
export const stagedColumnNames = [...partitionedTxn.columns.map(({ name }) => name), 'line']

/** Writes the rows with a date as one staged file a unit, `<folder>/unit=2024-03/part-0.parquet`, in file order. */
export function copyUnits({
  upload,
  line,
  folder,
  grain,
}: {
  upload: string
  line: string
  folder: string
  grain: Grain
}): string {
  const values: Record<string, string> = { ...stagedColumns, upload_id: quoteText(upload), line }
  const columns = stagedColumnNames.map((name) => `${values[name] ?? name} AS ${name}`)
  return `COPY (SELECT ${columns.join(', ')}, ${unitNames[grain]} AS unit
    FROM input WHERE txn_date IS NOT NULL)
    TO ${quoteText(folder)} (FORMAT parquet, COMPRESSION snappy,
      PARTITION_BY (unit), WRITE_PARTITION_COLUMNS false, FILENAME_PATTERN 'part-')`
}
