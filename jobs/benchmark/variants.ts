import type { Column } from '../../hive/table.ts'
import { partitionedTxn } from '../../hive/tables/etl.ts'

/** How the rows of the benchmark are laid out in files. */
export const layouts = {
  none: { columns: [] as string[], title: 'one folder' },
  day: { columns: ['txn_date'], title: 'a folder per day' },
  year_month: { columns: ['txn_year', 'txn_month'], title: 'a folder per year and month' },
} as const

export type FolderLayout = keyof typeof layouts

/** Numbers of files that the same rows are written into. */
export const fileCounts = [1, 4, 8, 16, 50, 200] as const

/** Columns of the benchmark's rows: those of partitioned_txn, year and month among them. */
export const benchmarkColumns: readonly Column[] = [...partitionedTxn.columns, ...partitionedTxn.partitions]

/** A query that reads most columns of every row, over a view `rows`. */
export const scanSelect =
  'COUNT(*) AS row_count, SUM(amount) AS amount, COUNT(DISTINCT merchant) AS merchants, ' +
  'COUNT(DISTINCT COALESCE(card_token, card_no)) AS cards, MAX(transaction_date) AS newest, MAX(region) AS region'

/** What one variant took; the columns of benchmark_report. */
export interface Measured {
  engine: 'duckdb' | 'spark'
  test_name: string
  elapsed_sec: number
  row_count: number
  bytes: number
  files: number
  detail: string
}

/** Condition of one day in a layout; naming the folder's columns lets an engine read only that folder. */
export const dayFilter = (layout: FolderLayout, day: string): string =>
  layout === 'year_month'
    ? `txn_year = ${Number(day.slice(0, 4))} AND txn_month = ${Number(day.slice(5, 7))} AND txn_date = DATE '${day}'`
    : `txn_date = DATE '${day}'`

/** The eight categories with a group each, to be joined with the rows. */
export const categoryMaster = [
  ['식비', '생활'],
  ['교통', '생활'],
  ['쇼핑', '소비'],
  ['문화', '여가'],
  ['의료', '생활'],
  ['교육', '생활'],
  ['통신', '고정비'],
  ['보험', '고정비'],
] as const

/** What a person reads beside the numbers of a test. */
export const details: Record<string, string> = {
  csv_read: 'scan of all rows as CSV',
  parquet_read: 'scan of all rows as Parquet',
  cache_off_1: 'aggregate, first run, nothing kept in memory',
  cache_off_2: 'aggregate, second run, nothing kept in memory',
  cache_on_1: 'aggregate, first run, which fills the cache',
  cache_on_2: 'aggregate, second run, from the cache',
  join_sort_merge: 'join with 8 categories, sort-merge',
  join_broadcast: 'join with 8 categories, the small side at hand everywhere (hash)',
  ...Object.fromEntries(
    Object.entries(layouts).flatMap(([layout, { title }]) => [
      [`write_${layout}`, `write all rows as Parquet, ${title}`],
      [`one_day_${layout}`, `read one day, ${title}`],
    ]),
  ),
  ...Object.fromEntries(
    fileCounts.map((count) => [`repartition_${count}`, `write all rows into ${count} files`]),
  ),
}
