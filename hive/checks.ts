import type { Action } from './actions.ts'
import { contractColumns, type InputColumn } from './input.ts'
import { policy } from './policy.ts'

export type Verdict = 'PASS' | 'WARN' | 'FAIL'

type CheckCategory =
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
  | 'control'

interface CheckRule {
  category: CheckCategory
  /** Stable name, as in quality_report and in reports to users. */
  name: string
  /** What counts as an issue, for people. */
  counts: string
  /** Percent of the upload's rows above which it fails; 0 = any issue fails; absent = never fails. */
  failAbove?: number
  /** Percent of the upload's rows above which it warns; 0 = any issue warns; absent = never warns. */
  warnAbove?: number
  /** What the policy wants where that is not what the check itself says. */
  action?: Action
}

/** Decided from a row alone. */
export interface RowCheck extends CheckRule {
  level: 'row'
  /**
   * DuckDB condition of an issue, by the input column that is at fault. A row has the input columns as text (null when
   * missing), `txn_date` when the date is real, `won` and `months` when the numbers are; `$now` is the upload's moment,
   * `$card` the pattern of card numbers as its source masks them.
   */
  when: Record<string, string>
}

/** Counted by the code that reads a line or looks for card numbers, where SQL is too late or too slow. */
interface ReadCheck extends CheckRule {
  level: 'read'
}

/** Decided from all rows of the upload: rows that share all of some columns. */
export interface SetCheck extends CheckRule {
  level: 'set'
  /** Columns that are equal; a row without one of them is no issue. */
  by: readonly string[]
  /** SQL of what shows a group to people, on both engines. */
  sample: string
  /** SQL of how the sample of a row's group ends. */
  tail: string
}

/** Decided from the file as a whole: what arrived against what its sender says of it. */
interface FileCheck extends CheckRule {
  level: 'file'
}

export type QualityCheck = RowCheck | ReadCheck | SetCheck | FileCheck

const fails = { failAbove: 0 }
const warns = { warnAbove: 0 }
const { thresholds, years, domains, installmentMonths } = policy

const rowCheck = (
  category: CheckCategory,
  name: string,
  rule: { failAbove?: number; warnAbove?: number },
  counts: string,
  when: Record<string, string>,
): RowCheck => ({ category, name, level: 'row', counts, ...rule, when })

const nullCheck = ({ name, nullPercent }: InputColumn): RowCheck =>
  rowCheck(
    'null',
    `null_${name}`,
    { failAbove: nullPercent ?? undefined, warnAbove: 0 },
    `${name} is empty, missing or the text null`,
    { [name]: `${name} IS NULL` },
  )

const domainCheck = ([column, values]: [string, readonly string[]]): RowCheck =>
  rowCheck('domain', `domain_${column}`, fails, `${column} is not one of ${values.join(', ')}`, {
    [column]: `${column} NOT IN (${values.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ')})`,
  })

const payment = "transaction_date || ', ' || CAST(amount AS STRING) || ', ' || merchant"

const digitIds: ReadCheck = {
  category: 'unmasked',
  name: 'digit_transaction_id',
  level: 'read',
  counts: 'transaction_id is bare digits that may be a card number, published as sent',
  ...warns,
}

/** The checks as they are where the policy says nothing else, in the order they are reported. */
const ownChecks: readonly QualityCheck[] = [
  ...contractColumns.map(nullCheck),
  {
    category: 'duplicate',
    name: 'duplicate_transaction_id',
    level: 'set',
    counts: 'transaction_id occurs more than once in the upload (number of such ids)',
    ...fails,
    by: ['transaction_id'],
    sample: 'transaction_id',
    tail: 'transaction_id',
  },
  {
    category: 'duplicate',
    name: 'duplicate_payment',
    level: 'set',
    counts: 'same transaction_date, card_no, amount and merchant more than once (number of such payments)',
    ...warns,
    by: ['transaction_date', 'card_no', 'amount', 'merchant'],
    // the card is left out on purpose
    sample: `COALESCE(MIN(transaction_id) || ', ', '') || ${payment}`,
    tail: payment,
  },
  rowCheck(
    'duplicate',
    'id_spelling',
    warns,
    'transaction_id has blanks around it, or characters that cannot be seen or are decomposed: another id than the one people read',
    {
      // most ids are visible ASCII, which is cheaper to see
      transaction_id:
        "CASE WHEN regexp_matches(transaction_id, '[^!-~]') THEN transaction_id <> trim(transaction_id, ' ' || chr(9) || chr(10) || chr(13)) OR (strlen(transaction_id) <> length(transaction_id) AND regexp_matches(transaction_id, '[\\p{C}\\p{Z}\\p{Mn}\\x{1100}-\\x{11FF}\\x{3164}\\x{FFA0}]')) END",
    },
  ),
  rowCheck('amount', 'amount_negative', fails, 'amount is below 0', { amount: 'won < 0' }),
  rowCheck('amount', 'amount_large', warns, `amount is above ${thresholds.amountWarnAbove} won`, {
    amount: `won > ${thresholds.amountWarnAbove}`,
  }),
  rowCheck('amount', 'amount_zero', warns, 'amount is 0', { amount: 'won = 0' }),
  rowCheck(
    'date',
    'date_invalid',
    fails,
    `transaction_date is not a real yyyy-MM-dd HH:mm:ss moment of ${years.first} to ${years.last}`,
    { transaction_date: 'transaction_date IS NOT NULL AND txn_date IS NULL' },
  ),
  rowCheck('date', 'date_future', warns, 'transaction_date is in the future', {
    transaction_date: 'txn_date IS NOT NULL AND transaction_date > $now',
  }),
  ...Object.entries(domains).map(domainCheck),
  rowCheck('card', 'card_format', fails, 'card_no is not ****-****-****-NNNN, nor masked as its source may', {
    card_no: 'NOT regexp_matches(card_no, $card)',
  }),
  rowCheck(
    'approval',
    'declined_ratio',
    { warnAbove: thresholds.declinedPercent },
    'approval_status is declined',
    { approval_status: "approval_status = 'declined'" },
  ),
  {
    category: 'malformed',
    name: 'malformed_line',
    level: 'read',
    counts: 'line has a wrong number of fields, broken quotes or undecodable bytes',
    ...fails,
  },
  rowCheck('number', 'number_format', fails, 'amount or installment_months is not an integer', {
    amount: 'won IS NULL AND amount IS NOT NULL',
    installment_months: 'months IS NULL AND installment_months IS NOT NULL',
  }),
  rowCheck(
    'number',
    'installment_range',
    fails,
    `installment_months is not ${installmentMonths.first} to ${installmentMonths.last}`,
    { installment_months: `months NOT BETWEEN ${installmentMonths.first} AND ${installmentMonths.last}` },
  ),
  {
    category: 'unmasked',
    name: 'unmasked_card',
    level: 'read',
    counts: 'a column shows a card number in clear',
    ...fails,
  },
  ...(policy.digitIds ? [digitIds] : []),
  {
    category: 'control',
    name: 'control_total',
    level: 'file',
    counts: 'rows, amount or SHA-256 are not what the sender says (number of differences)',
    ...fails,
  },
]

const actions: Readonly<Record<string, Action | undefined>> = policy.checks

/** A check with the action of the policy. What a quarantining check finds and cannot keep apart is rejected. */
function withAction(check: QualityCheck): QualityCheck {
  const action = actions[check.name]
  if (!action) return check
  const percent = check.failAbove ?? check.warnAbove
  const rule = action === 'warn' ? { warnAbove: percent, failAbove: undefined } : { failAbove: percent }
  return { ...check, ...rule, action }
}

/** The quality checks, in the order they are reported. A row is quarantined under the first that finds it. */
export const qualityChecks: readonly QualityCheck[] = ownChecks.map(withAction)

export const rowChecks = qualityChecks.filter((check) => check.level === 'row')
export const setChecks = qualityChecks.filter((check) => check.level === 'set')

/** True when so many of the rows received are quarantined that the upload is rejected. */
export function exceedsQuarantine(quarantined: number, received: number): boolean {
  const { rows, percent } = policy.quarantine
  return quarantined > rows || quarantined * 100 > percent * Math.max(received, policy.minimumRows)
}

/**
 * Verdict of one check over an upload with `rows` rows, malformed lines included. A row that a large file may have can
 * be corrected by a small one: below the policy's minimumRows a percentage is one of so many rows.
 */
export function judge(check: QualityCheck, issues: number, rows: number): Verdict {
  const base = Math.max(rows, policy.minimumRows)
  const above = (percent?: number) => percent !== undefined && issues * 100 > percent * base
  if (above(check.failAbove)) return 'FAIL'
  return above(check.warnAbove) ? 'WARN' : 'PASS'
}
