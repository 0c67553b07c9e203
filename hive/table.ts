import { policy } from './policy.ts'

/** Column types every engine reads alike, in Hive's words. There is no TIMESTAMP on purpose. */
export type ColumnType = 'STRING' | 'INT' | 'BIGINT' | 'DOUBLE' | 'DATE'

export interface Column {
  name: string
  type: ColumnType
  comment: string
  /** SQL over other columns of the row that makes it, the same on both engines; absent where the table's own SQL does. */
  from?: string
}

/** Values a partition column may take; null is a row without one, in the partition `미상` (unknown). */
type PartitionValues =
  | { type: 'integer'; first: number; last: number }
  | { type: 'enum'; values: readonly (string | null)[] }
  | { type: 'date'; firstYear: number }

export interface PartitionColumn extends Column {
  values: PartitionValues
}

/** An output table: what its files hold and how they are laid out. */
export interface Table {
  /** Name of its SQL file and its prefix in the output bucket, such as `quarterly/category_summary`. */
  name: string
  job: 'etl' | 'quarterly' | 'quality' | 'benchmark'
  /** What one object of the table covers; a unit is a month, or a day where that is the deployment's grain. */
  grain: 'unit' | 'year' | 'upload' | 'run'
  comment: string
  /** Columns stored in the files, in order. */
  columns: Column[]
  /** Columns that only the path carries, in order. */
  partitions: PartitionColumn[]
  /** Stored columns the rows of a file are sorted by, NULLs last; together they identify a row. */
  sortKeys: string[]
  /**
   * Stored column whose sum must be the approved amount (won) a stage read, as txn_count must add up to its approved rows;
   * null for a table that does not count, or shows only a part on purpose.
   */
  reconciles: string | null
}

export const string = (name: string, comment: string): Column => ({ name, type: 'STRING', comment })
export const int = (name: string, comment: string): Column => ({ name, type: 'INT', comment })
export const bigint = (name: string, comment: string): Column => ({ name, type: 'BIGINT', comment })
export const double = (name: string, comment: string): Column => ({ name, type: 'DOUBLE', comment })
export const date = (name: string, comment: string): Column => ({ name, type: 'DATE', comment })

export const txnYear: PartitionColumn = {
  ...int('txn_year', 'Year of the transaction (KST)'),
  values: { type: 'integer', first: policy.years.first, last: policy.years.last },
  from: 'YEAR(txn_date)',
}
export const txnMonth: PartitionColumn = {
  ...int('txn_month', 'Month of the transaction (KST), 1 to 12'),
  values: { type: 'integer', first: 1, last: 12 },
  from: 'MONTH(txn_date)',
}
export const txnQuarter: PartitionColumn = {
  ...int('txn_quarter', 'Quarter of the transaction (KST), 1 to 4'),
  values: { type: 'integer', first: 1, last: 4 },
  from: 'FLOOR((txn_month + 2) / 3e0)',
}
export const quarterLabel: Column = {
  ...string('quarter_label', 'Quarter in words, such as Q1(1-3월)'),
  from: "CASE WHEN txn_month <= 3 THEN 'Q1(1-3월)' WHEN txn_month <= 6 THEN 'Q2(4-6월)' WHEN txn_month <= 9 THEN 'Q3(7-9월)' ELSE 'Q4(10-12월)' END",
}
export const region: PartitionColumn = {
  ...string('region', 'Region of the merchant'),
  values: { type: 'enum', values: [...policy.domains.region, null] },
}
/** The day something was done (KST); its rows are written once and never computed anew. */
export const runDate = (comment: string): PartitionColumn => ({
  ...string('run_date', comment),
  // the project's first: what is asked for every day of a range is a prefix to list
  values: { type: 'date', firstYear: 2026 },
})
export const merchant = string('merchant', 'Merchant name')
export const category = string('category', 'Spending category')
export const subCategory = string('sub_category', 'Finer category of the merchant')
export const txnCount = bigint('txn_count', 'Approved transactions')
export const totalAmount = bigint('total_amount', 'Sum of approved amounts, won')
export const avgAmount = bigint('avg_amount', 'Mean approved amount, whole won, half up')
export const uniqueCards = bigint('unique_cards', 'Different cards with an approved transaction')
export const uniqueMerchants = bigint('unique_merchants', 'Different merchants with an approved transaction')

/**
 * Iceberg's field id of every column of a table, by name: its position in the contract, counted from 1, partition
 * columns first. Files carry them, so a column is only ever appended to a table, never moved, renamed or removed.
 */
export function fieldIds(table: Table): Map<string, number> {
  const columns = [...table.partitions, ...table.columns]
  return new Map(columns.map(({ name }, index) => [name, index + 1]))
}
