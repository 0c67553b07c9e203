import { policy } from './policy.ts'
import { bigint, type Column, category, int, merchant, region, string, subCategory } from './table.ts'

/** A column of an input file; partitioned_txn stores it under the same name. */
export interface InputColumn extends Column {
  /** Percent of an upload's rows that may be without it before the upload fails; 0 = none may. Null: no sender must have it. */
  nullPercent: number | null
}

const { nullPercent } = policy.thresholds
const required = (column: Column): InputColumn => ({ ...column, nullPercent: 0 })
const mostly = ({ name, type, comment }: Column): InputColumn => ({ name, type, comment, nullPercent })
const optional = (column: Column): InputColumn => ({ ...column, nullPercent: null })

/** What a row may bring, whoever sends it. A column comes to the end, as it does in partitioned_txn. */
export const inputColumns: readonly InputColumn[] = [
  required(string('transaction_id', 'Identity of the transaction within its month (grain=day: its day)')),
  required(string('transaction_date', 'KST wall time as received, yyyy-MM-dd HH:mm:ss; sorts in time order')),
  mostly(string('card_no', 'Masked card number, ****-****-****-NNNN')),
  mostly(string('card_type', '신용 (credit) or 체크 (debit)')),
  mostly(merchant),
  mostly(subCategory),
  mostly(category),
  mostly(bigint('amount', 'Amount, won')),
  mostly(int('installment_months', 'Months the amount is paid over; 0 or 1 means at once')),
  mostly(string('approval_status', 'approved, declined or cancelled')),
  mostly(region),
  optional(string('card_token', 'Token that stands for the card number; NULL from senders that have none')),
]

/** The columns of a file of the contract, in its order; a file may have them in any order. */
export const contractColumns = inputColumns.filter(({ nullPercent }) => nullPercent !== null)

const nameOf = ({ name }: Column) => name
export const inputColumnNames: readonly string[] = inputColumns.map(nameOf)
export const contractColumnNames: readonly string[] = contractColumns.map(nameOf)
