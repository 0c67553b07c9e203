import { type RowCheck, rowChecks } from '../../hive/checks.ts'
import { contractColumnNames, inputColumnNames } from '../../hive/input.ts'
import { policy } from '../../hive/policy.ts'
import { requiredColumns, type Source } from '../../hive/source.ts'
import { quoteName, quoteText } from '../../jobs/duckdb-sql.ts'
import { cardSuspicion } from '../masking/card-numbers.ts'
import { blankPattern } from '../masking/invisible.ts'
import type { CleanRecords } from './decode-records.ts'
import { cardPattern, projectFields } from './project-fields.ts'

const { limits, years } = policy

const masked = "(strlen(card_no) = 19 AND starts_with(card_no, '****-****-****-'))"

/**
 * A field that is empty, blank to the eye or the text null counts as missing; every other value stays exactly as it
 * came. What starts with a visible ASCII character or a Hangul syllable needs no pattern, nor does a moment or number that
 * reads again as it was written.
 */
export const rowMacros = [
  `CREATE OR REPLACE MACRO given(x) AS CASE
     WHEN strlen(x) <> 4 AND (x BETWEEN '!' AND '~' OR x BETWEEN '가' AND '힣') THEN x
     WHEN regexp_full_match(x, '${blankPattern}') OR lower(x) = 'null' THEN NULL
     ELSE x END`,
  `CREATE OR REPLACE MACRO moment_date(x) AS
     CASE WHEN strlen(x) = 19 AND x BETWEEN '1900' AND '2100' AND CAST(TRY_CAST(x AS TIMESTAMP) AS VARCHAR) = x
     THEN CAST(TRY_CAST(x AS TIMESTAMP) AS DATE) END`,
  `CREATE OR REPLACE MACRO integer_digits(x, digits) AS CASE
     WHEN strlen(x) <= digits AND CAST(TRY_CAST(x AS BIGINT) AS VARCHAR) = x THEN TRY_CAST(x AS BIGINT)
     WHEN regexp_matches(x, '^-?[0-9]{1,' || digits || '}$') THEN TRY_CAST(x AS BIGINT) END`,
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

const extraColumns = (file: FileColumns) => rawColumns(file).filter((name) => name.startsWith('extra_'))

const isContract = ({ name }: Source) => name === 'contract'

/** How the records of a block are written. */
type BlockLayout = Pick<CleanRecords, 'newline' | 'multiline' | 'numbered'>

/** DuckDB would take 32 MB at once, twice; a line is far shorter. */
const bufferBytes = 8_000_000

/** Nothing of a block is a comment, a filler, to be skipped or to be found out by DuckDB. */
const asItIs = `comment = '', skip = 0, null_padding = false, nullstr = '', ignore_errors = false,
        compression = 'none', encoding = 'utf-8', buffer_size = ${bufferBytes}`

/** The records of a block as typed rows, in file order. */
function selectRows(path: string, file: FileColumns, csv: BlockLayout): string {
  return `SELECT *,
      CASE WHEN year(moment) BETWEEN ${years.first} AND ${years.last} THEN moment END AS txn_date,
      integer_digits(amount, ${limits.amountDigits}) AS won,
      CAST(integer_digits(installment_months, 9) AS INTEGER) AS months
    FROM (${isContract(file.source) ? selectContract(path, file, csv) : selectProjected(path, file, csv)})`
}

/** What DuckDB says of a row that is not staged whole. */
export const notWhole = 'a row that is not staged whole'

/**
 * What of a row its staged file does not tell the checks: no date, another notation of a number, and what may be a card
 * number in an extra column.
 */
const isNotWhole = (file: FileColumns) =>
  [
    'txn_date IS NULL',
    'CAST(won AS VARCHAR) IS DISTINCT FROM amount',
    'CAST(months AS VARCHAR) IS DISTINCT FROM installment_months',
    ...extraColumns(file).map(suspicionOf),
  ].join(' OR ')

/** The rows of a block, straight from its bytes; an Invalid Input Error where one is not staged whole. */
export const wholeRows = (path: string, file: FileColumns, csv: BlockLayout) =>
  `(SELECT ${csv.numbered ? '* REPLACE (line + 1 AS line)' : '*, row_number() OVER () AS line'}
    FROM (${selectRows(path, file, csv)})
    WHERE CASE WHEN ${isNotWhole(file)} THEN error(${quoteText(notWhole)}) ELSE true END)`

/** The view `input` of rows that are staged whole; `line` counts from 1 at the block's first. */
export function viewStaged(folder: string, file: FileColumns, lineBase: number): string {
  const unsuspicious = extraColumns(file).map((name) => `CAST(NULL AS VARCHAR) AS ${name}`)
  const numbers = ['amount AS won', 'installment_months AS months']
  const asText = ['amount', 'installment_months'].map((name) => `CAST(${name} AS VARCHAR) AS ${name}`)
  return `CREATE OR REPLACE VIEW input AS
    SELECT * REPLACE (line - ${lineBase} AS line, ${asText.join(', ')}), ${[...numbers, ...unsuspicious].join(', ')}
    FROM read_parquet(${quoteText(`${folder}/*/*.parquet`)}, hive_partitioning = false)`
}

/** Reads the records of a block into the table `parsed`; rowid is the row's place in the block. */
export const createRows = (path: string, file: FileColumns, csv: BlockLayout) =>
  `CREATE OR REPLACE TABLE parsed AS ${selectRows(path, file, csv)}`

/** The view `input` of what is left in the table `parsed`; `line` counts from 1 at the block's first. */
export const viewParsed = ({ numbered }: BlockLayout) => `CREATE OR REPLACE VIEW input AS
  SELECT ${numbered ? '* REPLACE (line + 1 AS line)' : '*, rowid + 1 AS line'}, rowid AS place FROM parsed`

/** Rows of the view `input` that can be staged. */
export const datedRows = 'input WHERE txn_date IS NOT NULL'

/** Takes the rows that stand in these lines out of the table `parsed`. */
export const dropLines = (lines: readonly number[]) =>
  `DELETE FROM parsed WHERE rowid IN (SELECT place FROM input WHERE line IN (${lines.join(', ')}))`

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
  ...extraColumns(file),
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

/** How a check finds rows, by column; it says nothing of a column that the source does not have. */
const conditionsOf = ({ when }: RowCheck, upload: CheckedUpload) =>
  Object.entries(when).flatMap(([column, condition]) =>
    column in upload.source.fields ? [[column, fill(condition, upload)] as const] : [],
  )

const conditionOf = (check: RowCheck, upload: CheckedUpload) =>
  conditionsOf(check, upload)
    .map(([, condition]) => `(${condition})`)
    .join(' OR ') || 'false'

/** Counts the issues of every check of single rows in one pass, and adds up the amounts. */
export const countIssues = (upload: CheckedUpload): string =>
  `SELECT ${rowChecks
    .map((check) => `COUNT(*) FILTER (WHERE ${conditionOf(check, upload)}) AS ${quoteName(check.name)}`)
    .join(', ')}, CAST(COALESCE(SUM(won), 0) AS BIGINT) AS amount FROM input`

/** The first rows that are issues of a check, with the column and value at fault. */
export function sampleIssues(check: RowCheck, upload: CheckedUpload, limit: number): string {
  const first = (value: (column: string) => string) =>
    `CASE ${conditionsOf(check, upload)
      .map(([column, condition]) => `WHEN ${condition} THEN ${value(column)}`)
      .join(' ')} END`
  return `SELECT line, ${first(quoteText)} AS field, ${first((column) => column)} AS value
    FROM input WHERE ${conditionOf(check, upload)} ORDER BY line LIMIT ${limit}`
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
    FROM (SELECT *, CASE ${found.join(' ')} END AS cause FROM input) WHERE cause IS NOT NULL`
}

/** Whether any row is quarantined, as `found`. */
export const findsQuarantined = (causes: readonly Cause[], upload: CheckedUpload): string =>
  `SELECT EXISTS (FROM input WHERE ${causes.map(({ condition }) => fill(condition, upload)).join(' OR ')}) AS found`

/**
 * Condition of a value that may show a card number. Most are too short or masked, which is cheaper to see than a pattern; so
 * is that one of 13 bytes, which would be nothing but digits, starts with none.
 */
function suspicionOf(column: string): string {
  const unless = column === 'card_no' ? ` AND NOT ${masked}` : ''
  return `(strlen(${column}) >= 13 AND (strlen(${column}) > 13 OR ${column} < ':')${unless} AND regexp_matches(${column}, '${cardSuspicion}'))`
}

/** Rows with a value that may show a card number, with all values that can: for the exact test. */
export function suspectCards(file: FileColumns): string {
  const names = isContract(file.source) ? rawColumns(file) : [...inputColumnNames, ...extraColumns(file)]
  const searched = names.filter((name) => name !== 'transaction_date' && name !== 'amount')
  return `SELECT line, ${searched.join(', ')} FROM input WHERE ${searched.map(suspicionOf).join(' OR ')}`
}
