import { contractColumns } from '../../../hive/input.ts'
import { policy } from '../../../hive/policy.ts'
import { spelledCards, unmaskedCard } from './card-number.ts'
import { type DirtyKind, fails, get, isAffected, set, vary, warns } from './kind.ts'

const nulls = contractColumns.map(({ name: column, nullPercent }): DirtyKind => {
  return {
    name: `null_${column}`,
    meaning: `${column} empty or the text null in 0.2 % of the rows`,
    expected: nullPercent === 0 ? fails(`null_${column}`) : warns(`null_${column}`),
    changeRow: vary(column, ['', 'null']),
  }
})

const domains = (['category', 'card_type', 'approval_status', 'region'] as const).map(
  (column): DirtyKind => ({
    name: `domain_${column}`,
    meaning: `${column} outside its list`,
    expected: fails(`domain_${column}`),
    changeRow: vary(column, ['기타', 'unknown', `${policy.domains[column][0]}x`]),
  }),
)

const dates = [
  '2024-02-30 10:00:00',
  '2024/03/01 10:00:00',
  '2024-03-01',
  '2024-03-01 24:00:00',
  '2024-13-01 10:00:00',
  '2024-03-01T10:00:00',
  '0000-01-01 00:00:00',
]

/** One kind for each check, named like it, in their order. */
export const checkKinds: readonly DirtyKind[] = [
  ...nulls,
  {
    name: 'duplicate_transaction_id',
    meaning: 'some transaction_id twice',
    expected: fails('duplicate_transaction_id'),
    changeRow: (row, index, previous) =>
      isAffected(index) && previous ? set(row, 'transaction_id', get(previous, 'transaction_id')) : row,
  },
  {
    name: 'duplicate_payment',
    meaning: 'the same card pays the same amount to the same merchant in the same second',
    expected: warns('duplicate_payment'),
    changeRow: (row, index, previous) =>
      isAffected(index) && previous ? set(previous, 'transaction_id', get(row, 'transaction_id')) : row,
  },
  {
    name: 'id_spelling',
    meaning: 'ids with a blank or a zero-width space at their end',
    expected: warns('id_spelling'),
    encoding: 'utf8',
    changeRow: (row, index) =>
      isAffected(index)
        ? set(row, 'transaction_id', get(row, 'transaction_id') + (index < 500 ? ' ' : '\u200b'))
        : row,
  },
  {
    name: 'amount_negative',
    meaning: 'amounts below 0',
    expected: fails('amount_negative'),
    changeRow: vary('amount', ['-1', '-12000']),
  },
  {
    name: 'amount_large',
    meaning: `amounts above ${policy.thresholds.amountWarnAbove} won`,
    expected: warns('amount_large'),
    changeRow: vary('amount', [String(policy.thresholds.amountWarnAbove + 1), '9999999999']),
  },
  {
    name: 'amount_zero',
    meaning: 'amounts of 0',
    expected: warns('amount_zero'),
    changeRow: vary('amount', ['0']),
  },
  {
    name: 'date_invalid',
    meaning: 'dates that are none: February 30th, 24:00:00, another notation',
    expected: fails('date_invalid'),
    changeRow: vary('transaction_date', dates),
  },
  {
    name: 'date_future',
    meaning: 'dates in the future',
    expected: warns('date_future'),
    changeRow: vary('transaction_date', ['2098-12-31 23:59:59', '2098-01-01 00:00:00']),
  },
  ...domains,
  {
    name: 'card_format',
    meaning: 'card_no in another notation',
    expected: fails('card_format'),
    changeRow: vary('card_no', [
      '****-****-1234',
      '************1234',
      '****-****-****-12a4',
      '**** **** **** 1234',
    ]),
  },
  {
    name: 'declined_ratio',
    meaning: 'a fifth of the rows declined',
    expected: warns('declined_ratio'),
    changeRow: (row, index) => (index % 5 === 0 ? set(row, 'approval_status', 'declined') : row),
  },
  {
    name: 'malformed_line',
    meaning: 'lines with a field too few or too many, or broken quotes',
    expected: fails('malformed_line'),
    writeLine: (fields, index) => `${isAffected(index) ? breakLine(fields, index) : fields.join(',')}\n`,
  },
  {
    name: 'number_format',
    meaning: 'amounts such as 12,000, 1e5, 12.5, or too long for a number',
    expected: fails('number_format'),
    changeRow: vary('amount', ['12,000', '1e5', '12.5', '99999999999999999999', '1200원']),
  },
  {
    name: 'installment_range',
    meaning: 'instalments of -3, 61 and 999999999 months',
    expected: fails('installment_range'),
    changeRow: vary('installment_months', ['-3', '61', '999999999']),
  },
  {
    name: 'unmasked_card',
    meaning: 'a card number in clear in the merchant (an invented one)',
    expected: fails('unmasked_card'),
    changeRow: (row, index) =>
      isAffected(index) ? set(row, 'merchant', `${get(row, 'merchant')} ${unmaskedCard(index)}`) : row,
  },
]

/** Other ways in which a card number can be in clear. */
export const cardKinds: readonly DirtyKind[] = [
  {
    name: 'card_spelled',
    meaning: 'a card number in clear, written as people do: 4-6-5, dots, digit by digit, full-width',
    expected: fails('unmasked_card'),
    encoding: 'utf8',
    changeRow: vary('merchant', spelledCards),
  },
  {
    name: 'card_as_id',
    meaning: 'a transaction_id of 16 bare digits that may be a card number',
    expected: fails('unmasked_card'),
    changeRow: (row, index) =>
      isAffected(index) ? set(row, 'transaction_id', unmaskedCard(index).replaceAll('-', '')) : row,
  },
]

function breakLine(fields: string[], index: number): string {
  const variants = [fields.slice(0, -1).join(','), `${fields.join(',')},x`, `${fields.join(',')}"`]
  return variants[Math.floor(index / 500) % variants.length]!
}
