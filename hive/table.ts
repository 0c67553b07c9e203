/** Column types every engine reads alike, in Hive's words. There is no TIMESTAMP on purpose. */
export type ColumnType = 'STRING' | 'INT' | 'BIGINT' | 'DOUBLE' | 'DATE'

export interface Column {
  name: string
  type: ColumnType
  comment: string
}

/** An output table: what its files hold and how they are laid out. */
export interface Table {
  /** Name of its SQL file and its prefix in the output bucket, such as `quarterly/category_summary`. */
  name: string
  job: 'etl' | 'quarterly' | 'quality' | 'benchmark'
  /** What one object of the table covers. */
  grain: 'month' | 'year' | 'upload' | 'run'
  comment: string
  /** Columns stored in the files, in order. */
  columns: Column[]
  /** Columns that only the path carries, in order. */
  partitions: Column[]
  /** Stored columns the rows of a file are sorted by, NULLs last; together they identify a row. */
  sortKeys: string[]
}

export const string = (name: string, comment: string): Column => ({ name, type: 'STRING', comment })
export const int = (name: string, comment: string): Column => ({ name, type: 'INT', comment })
export const bigint = (name: string, comment: string): Column => ({ name, type: 'BIGINT', comment })
export const double = (name: string, comment: string): Column => ({ name, type: 'DOUBLE', comment })
export const date = (name: string, comment: string): Column => ({ name, type: 'DATE', comment })

export const txnYear = int('txn_year', 'Year of the transaction (KST)')
export const txnMonth = int('txn_month', 'Month of the transaction (KST), 1 to 12')
export const txnQuarter = int('txn_quarter', 'Quarter of the transaction (KST), 1 to 4')
export const merchant = string('merchant', 'Merchant name')
export const category = string('category', 'Spending category')
export const subCategory = string('sub_category', 'Finer category of the merchant')
export const txnCount = bigint('txn_count', 'Approved transactions')
export const totalAmount = bigint('total_amount', 'Sum of approved amounts, won')
export const avgAmount = bigint('avg_amount', 'Mean approved amount, whole won, half up')
export const uniqueCards = bigint('unique_cards', 'Different cards with an approved transaction')
export const uniqueMerchants = bigint('unique_merchants', 'Different merchants with an approved transaction')
