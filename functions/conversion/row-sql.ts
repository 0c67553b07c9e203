import { type RowCheck, rowChecks } from '../../hive/checks.ts'
import { contractColumnNames, inputColumnNames } from '../../hive/input.ts'
import { policy } from '../../hive/policy.ts'
import { requiredColumns, type Source } from '../../hive/source.ts'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import { quoteName, quoteText } from '../../jobs/duckdb-sql.ts'
import type { Grain } from '../../jobs/stages.ts'
import { cardSuspicion } from '../masking/card-numbers.ts'
import { blankPattern } from '../masking/invisible.ts'
import type { CleanRecords } from './decode-records.ts'
import { cardPattern, projectFields } from './project-fields.ts'

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

/** What is known of the columns of a file. */
interface FileColumns {
  source: Source
  /** Names in the order of the file. */
  columns: readonly string[]
}

/** Names of the raw columns: those of the contract by name, all others numbered so that no stray name enters SQL. */
export function rawColumns({ source, columns }: FileColumns): string[] {
  const needed = requiredColumns(source)
  const own = (name: string, index: number) => (isContract(source) ? name : `sent_${index + 1}`)
  return columns.map((name, index) => (needed.includes(name) ? own(name, index) : `extra_${index + 1}`))
}

const isContract = ({ name }: Source) => name === 'contract'

/** How the records of a block are written. */
type BlockLayout = Pick<CleanRecords, 'newline' | 'multiline' | 'numbered'>

/** Nothing of a block is a comment, a filler, to be skipped or to be found out by DuckDB. */
const asItIs = `comment = '', skip = 0, null_padding = false, nullstr = '', ignore_errors = false,
        compression = 'none', encoding = 'utf-8'`

/** Reads the records of a block into typed rows, in file order; rowid is the row's place in the block. */
export function createRows(path: string, file: FileColumns, csv: BlockLayout) {
  return `CREATE OR REPLACE TABLE input AS
    SELECT *,
      CASE WHEN year(moment) BETWEEN ${years.first} AND ${years.last} THEN moment END AS txn_date,
      integer_digits(amount, '^-?[0-9]{1,${limits.amountDigits}}$') AS won,
      CAST(integer_digits(installment_months, '^-?[0-9]{1,9}$') AS INTEGER) AS months
    FROM (${isContract(file.source) ? selectContract(path, file, csv) : selectProjected(path, file, csv)})`
}

/** Rows with the contract's columns, extra ones and the moment's day. */
function selectContract(path: string, file: FileColumns, csv: BlockLayout): string {
  const given = contractColumnNames.map((name) => `given(${name}) AS ${name}`)
  const columns = [...given, ...missingFields(file.source), ...passedOn(file, csv)]
  return `SELECT ${[...columns, 'moment_date(transaction_date) AS moment'].join(', ')}
      FROM ${readRecords(path, file, csv)}`
}

/** The same, made of a source's own columns. */
function selectProjected(path: string, file: FileColumns, csv: BlockLayout): string {
  const sent = rawColumns(file)
  const given = sent.filter((name) => name.startsWith('sent_')).map((name) => `given(${name}) AS ${name}`)
  const projected = projectFields(file.source, (column) => sent[file.columns.indexOf(column)]!)
  return `SELECT *, moment_date(transaction_date) AS moment FROM (
      SELECT ${[...projected, ...missingFields(file.source), ...passedOn(file, csv)].join(', ')} FROM (
        SELECT ${[...given, ...passedOn(file, csv)].join(', ')} FROM ${readRecords(path, file, csv)}))`
}

/** The input columns that a source does not have. */
const missingFields = ({ fields }: Source) =>
  inputColumnNames.filter((name) => !(name in fields)).map((name) => `CAST(NULL AS VARCHAR) AS ${name}`)

/** Columns that stay what they are: no column of the contract, and searched for card numbers all the same. */
const passedOn = (file: FileColumns, { numbered }: BlockLayout) => [
  ...rawColumns(file).filter((name) => name.startsWith('extra_')),
  ...(numbered ? ['line'] : []),
]

function readRecords(path: string, file: FileColumns, csv: BlockLayout): string {
  const { delimiter, quotes } = file.source.layout
  const quote = quotes ? `'"'` : "''"
  const types = rawColumns(file).map((name) => `${quoteText(name)}: 'VARCHAR'`)
  if (csv.numbered) types.push(`'line': 'INTEGER'`)
  return `read_csv(${quoteText(path)}, columns = {${types.join(', ')}}, header = false, auto_detect = false,
        delim = ${quoteText(delimiter)}, quote = ${quote}, escape = ${quote},
        new_line = ${csv.newline === '\n' ? "'\\n'" : "'\\r\\n'"},
        ${asItIs}, parallel = ${!csv.multiline})`
}

/** What of an upload the checks' conditions ask for. */
export interface CheckedUpload {
  source: Source
  /** Its moment, KST wall time. */
  now: string
}

const fill = (condition: string, { now, source }: CheckedUpload) =>
  condition
    .replaceAll('$now', () => quoteText(now))
    .replaceAll('$card', () => quoteText(cardPattern(source.cardMasks)))

const conditionOf = ({ when }: RowCheck, upload: CheckedUpload) =>
  Object.values(when)
    .map((condition) => `(${fill(condition, upload)})`)
    .join(' OR ')

/** Counts the issues of every check of single rows in one pass, and adds up the amounts. */
export const countIssues = (upload: CheckedUpload): string =>
  `SELECT ${rowChecks
    .map((check) => `COUNT(*) FILTER (WHERE ${conditionOf(check, upload)}) AS ${quoteName(check.name)}`)
    .join(', ')}, CAST(COALESCE(SUM(won), 0) AS BIGINT) AS amount FROM input`

/** The first rows that are issues of a check, with the column and value at fault. */
export function sampleIssues(check: RowCheck, upload: CheckedUpload, limit: number): string {
  const first = (value: (column: string) => string) =>
    `CASE ${Object.entries(check.when)
      .map(([column, condition]) => `WHEN ${fill(condition, upload)} THEN ${value(column)}`)
      .join(' ')} END`
  return `SELECT rowid AS place, ${first(quoteText)} AS field, ${first((column) => column)} AS value
    FROM input WHERE ${conditionOf(check, upload)} ORDER BY rowid LIMIT ${limit}`
}

/** One way in which a check finds a row. */
interface Cause {
  column: string
  condition: string
}

/** The rows that any of these finds: `place`, `cause` (the first, its index) and the value at fault. */
export function selectQuarantined(causes: readonly Cause[], upload: CheckedUpload): string {
  const found = causes.map(({ condition }, index) => `WHEN ${fill(condition, upload)} THEN ${index}`)
  const values = causes.map(({ column }, index) => `WHEN ${index} THEN ${column}`)
  return `SELECT place, cause, won, CASE cause ${values.join(' ')} END AS value
    FROM (SELECT rowid AS place, *, CASE ${found.join(' ')} END AS cause FROM input) WHERE cause IS NOT NULL`
}

/** Rows with a value that may show a card number, with all values that can: for the exact test. */
export function suspectCards(file: FileColumns): string {
  const names = isContract(file.source)
    ? rawColumns(file)
    : [...inputColumnNames, ...rawColumns(file).filter((name) => name.startsWith('extra_'))]
  const searched = names.filter((name) => name !== 'transaction_date' && name !== 'amount')
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
const stagedColumnNames = [...partitionedTxn.columns.map(({ name }) => name), 'line']

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
