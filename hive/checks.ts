import { policy } from './policy.ts'

export type Verdict = 'PASS' | 'WARN' | 'FAIL'

export type CheckCategory =
  | 'null'
  | 'duplicate'
  | 'amount'
  | 'date'
  | 'domain'
  | 'card'
  | 'approval'
  | 'malformed'
  | 'number'
  | 'unmasked'

/** One of the 27 quality checks. */
export interface QualityCheck {
  category: CheckCategory
  /** Stable name, as in quality_report and in reports to users. */
  name: string
  /** Decided from a row alone, or from all rows of the upload. */
  level: 'row' | 'set'
  /** Column it looks at, where there is exactly one. */
  column?: string
  /** What counts as an issue, for people. */
  counts: string
  /** Percent of the upload's rows above which it fails; 0 = any issue fails; absent = never fails. */
  failAbove?: number
  /** Percent of the upload's rows above which it warns; 0 = any issue warns; absent = never warns. */
  warnAbove?: number
}

const nullCheck = (column: string, failAbove: number): QualityCheck => ({
  category: 'null',
  name: `null_${column}`,
  level: 'row',
  column,
  counts: `${column} is empty, missing or the text null`,
  failAbove,
  warnAbove: 0,
})

const domainCheck = (column: keyof typeof policy.domains): QualityCheck => ({
  category: 'domain',
  name: `domain_${column}`,
  level: 'row',
  column,
  counts: `${column} is not one of ${policy.domains[column].join(', ')}`,
  failAbove: 0,
})

const rowCheck = (
  category: CheckCategory,
  name: string,
  column: string | undefined,
  rule: { failAbove: number } | { warnAbove: number },
  counts: string,
): QualityCheck => ({ category, name, level: 'row', ...(column && { column }), counts, ...rule })

const fails = { failAbove: 0 }
const warns = { warnAbove: 0 }
const { thresholds, years } = policy

/** The 27 quality checks, in the order they are reported. */
export const qualityChecks: readonly QualityCheck[] = [
  nullCheck('transaction_id', 0),
  nullCheck('transaction_date', 0),
  nullCheck('card_no', thresholds.nullPercent),
  nullCheck('card_type', thresholds.nullPercent),
  nullCheck('merchant', thresholds.nullPercent),
  nullCheck('sub_category', thresholds.nullPercent),
  nullCheck('category', thresholds.nullPercent),
  nullCheck('amount', thresholds.nullPercent),
  nullCheck('installment_months', thresholds.nullPercent),
  nullCheck('approval_status', thresholds.nullPercent),
  nullCheck('region', thresholds.nullPercent),
  {
    category: 'duplicate',
    name: 'duplicate_transaction_id',
    level: 'set',
    column: 'transaction_id',
    counts: 'transaction_id occurs more than once in the upload (number of such ids)',
    ...fails,
  },
  {
    category: 'duplicate',
    name: 'duplicate_payment',
    level: 'set',
    counts: 'same transaction_date, card_no, amount and merchant more than once (number of such payments)',
    ...warns,
  },
  rowCheck('amount', 'amount_negative', 'amount', fails, 'amount is below 0'),
  rowCheck('amount', 'amount_large', 'amount', warns, `amount is above ${thresholds.amountWarnAbove} won`),
  rowCheck('amount', 'amount_zero', 'amount', warns, 'amount is 0'),
  rowCheck(
    'date',
    'date_invalid',
    'transaction_date',
    fails,
    `transaction_date is not a real yyyy-MM-dd HH:mm:ss moment of ${years.first} to ${years.last}`,
  ),
  rowCheck('date', 'date_future', 'transaction_date', warns, 'transaction_date is in the future'),
  domainCheck('category'),
  domainCheck('card_type'),
  domainCheck('approval_status'),
  domainCheck('region'),
  rowCheck('card', 'card_format', 'card_no', fails, 'card_no is not ****-****-****-NNNN'),
  rowCheck(
    'approval',
    'declined_ratio',
    'approval_status',
    { warnAbove: thresholds.declinedPercent },
    'approval_status is declined',
  ),
  rowCheck(
    'malformed',
    'malformed_line',
    undefined,
    fails,
    'line has a wrong number of fields, broken quotes or undecodable bytes',
  ),
  rowCheck('number', 'number_format', undefined, fails, 'amount or installment_months is not an integer'),
  rowCheck('unmasked', 'unmasked_card', undefined, fails, 'a column shows a card number in clear'),
]

/** Checks that look at one input column (such as `amount`), in the order they are reported. */
export const checksOf = (column: string): QualityCheck[] =>
  qualityChecks.filter((check) => check.column === column)

/** Verdict of one check over an upload with `rows` rows, malformed lines included. */
export function judge(check: QualityCheck, issues: number, rows: number): Verdict {
  const above = (percent?: number) => percent !== undefined && issues * 100 > percent * rows
  if (above(check.failAbove)) return 'FAIL'
  return above(check.warnAbove) ? 'WARN' : 'PASS'
}
