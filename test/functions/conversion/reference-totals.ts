import { isUtf8 } from 'node:buffer'
import { parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'
import { showsCardNumber } from '../../../functions/masking/card-numbers.ts'
import { blankPattern } from '../../../functions/masking/invisible.ts'
import { contractColumnNames } from '../../../hive/input.ts'
import { policy } from '../../../hive/policy.ts'
import { readReference } from './reference-records.ts'

interface ReferenceTotals {
  /** Well-formed records. */
  rows: number
  malformed: number
  /** Well-formed records that show a card number. */
  unmasked: number
  /** Others without a date, which no month takes. */
  dateless: number
  months: Record<string, { rows: number; amount: number }>
  /** What a reader of the staged rows must see, in any order. */
  staged: StagedValues[]
}

/** Values of the input columns in the order of the contract, as text; null where there is none. */
type StagedValues = (string | null)[]

/** Columns in which a card number would be no date or no amount, and is an issue as such. */
const cardless = ['transaction_date', 'amount']

/** Rows and amounts per month of a CSV file, computed row by row in JavaScript. */
export function sumReference(file: Buffer, columns: readonly string[], headerBytes: number): ReferenceTotals {
  const text = file.toString('latin1', headerBytes)
  const { records, malformed } = readReference(text, columns.length, policy.limits.lineBytes)
  const totals: ReferenceTotals = {
    rows: 0,
    malformed: malformed.length,
    unmasked: 0,
    dateless: 0,
    months: {},
    staged: [],
  }
  for (const record of records) {
    const decoded = decode(Buffer.from(record.text, 'latin1'))
    if (decoded === null) {
      totals.malformed++
      continue
    }
    totals.rows++
    const [fields] = parse(decoded, { record_delimiter: '\u{10ffff}' }) as string[][]
    const row = Object.fromEntries(columns.map((name, index) => [name, fields![index]!]))
    if (columns.some((name) => !cardless.includes(name) && showsCardNumber(row[name]!))) {
      totals.unmasked++
      continue
    }
    const month = monthOf(row.transaction_date!)
    if (!month) {
      totals.dateless++
      continue
    }
    totals.months[month] ??= { rows: 0, amount: 0 }
    totals.months[month].rows++
    totals.months[month].amount += Number(integer(row.amount!, 12))
    totals.staged.push(contractColumnNames.map((name) => stagedValue(name, row[name]!)))
  }
  return totals
}

const blank = new RegExp(`^(?:${blankPattern.replaceAll('\\x{', '\\u{')}|null)$`, 'iu')

function stagedValue(name: string, value: string): string | null {
  if (blank.test(value)) return null
  if (name === 'amount') return integer(value, 12)
  return name === 'installment_months' ? integer(value, 9) : value
}

function integer(value: string, digits: number): string | null {
  return /^-?[0-9]+$/.test(value) && value.replace('-', '').length <= digits ? String(Number(value)) : null
}

function decode(bytes: Buffer): string | null {
  if (isUtf8(bytes)) return bytes.toString()
  const text = iconv.decode(bytes, 'cp949')
  return iconv.encode(text, 'cp949').equals(bytes) && !text.includes('\ufffd') ? text : null
}

function monthOf(date: string): string | null {
  const parts = /^([0-9]{4})-([0-9]{2})-([0-9]{2}) ([0-9]{2}):([0-9]{2}):([0-9]{2})$/.exec(date)
  if (!parts) return null
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const real = new Date(Date.UTC(year, month - 1, day))
  const exists = real.getUTCMonth() === month - 1 && real.getUTCDate() === day && month > 0
  if (!exists || hour > 23 || minute > 59 || second > 59) return null
  return year >= policy.years.first && year <= policy.years.last ? date.slice(0, 7) : null
}
