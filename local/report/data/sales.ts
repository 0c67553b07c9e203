import type { DuckDBConnection } from '@duckdb/node-api'
import { rowsOf } from '../../query/result.ts'

/** A number of approved transactions and their sum in won. */
export interface Turnover {
  count: number
  amount: number
}

interface Totals extends Turnover {
  /** Transactions of any status. */
  all: number
  declined: number
  cancelled: number
  cards: number
  merchants: number
  first: string
  last: string
}

/** What the report shows of one year; growth is percent, null where there is nothing to compare with. */
export interface Sales {
  year: number
  /** Years that have transactions. */
  years: number[]
  totals: Totals
  days: (Turnover & { day: string })[]
  months: (Turnover & { month: number; growth: number | null })[]
  categories: (Turnover & { category: string | null })[]
  hours: (Turnover & { hour: number; slot: string; credit: number | null })[]
  regions: (Turnover & { region: string | null; favourite: string | null })[]
  merchants: (Turnover & {
    place: number
    merchant: string | null
    category: string | null
    customers: number
  })[]
  quarters: (Turnover & { quarter: number; growth: number | null; countGrowth: number | null })[]
  categoryQuarters: (Turnover & { category: string | null; quarter: number; growth: number | null })[]
  cardTypes: (Turnover & { quarter: number; cardType: string | null })[]
  installments: (Turnover & { quarter: number; months: number })[]
}

/** Years with transactions, the one with the most first. */
export async function readYears(connection: DuckDBConnection): Promise<number[]> {
  const rows = await rowsOf<{ year: number }>(
    connection,
    'SELECT txn_year AS year FROM partitioned_txn GROUP BY 1 ORDER BY COUNT(*) DESC, 1 DESC',
  )
  return rows.map((row) => row.year)
}

/** Reads a year's figures from the published tables. */
export async function readSales(connection: DuckDBConnection, year: number, years: number[]): Promise<Sales> {
  const read = <Key extends keyof Sales>(key: Exclude<Key, 'year' | 'years' | 'totals'>) =>
    rowsOf<never>(connection, queries[key as keyof typeof queries](year)) as unknown as Promise<Sales[Key]>
  const [totals] = await rowsOf<Totals>(connection, totalsOf(year))
  return {
    year,
    years: years.toSorted(),
    totals: totals!,
    days: await read('days'),
    months: await read('months'),
    categories: await read('categories'),
    hours: await read('hours'),
    regions: await read('regions'),
    merchants: await read('merchants'),
    quarters: await read('quarters'),
    categoryQuarters: await read('categoryQuarters'),
    cardTypes: await read('cardTypes'),
    installments: await read('installments'),
  }
}

const totalsOf = (year: number) => `
  SELECT COUNT(*) FILTER (approved) AS count, COALESCE(SUM(amount) FILTER (approved), 0) AS amount, COUNT(*) AS all,
    COUNT(*) FILTER (approval_status = 'declined') AS declined,
    COUNT(*) FILTER (approval_status = 'cancelled') AS cancelled,
    COUNT(DISTINCT COALESCE(card_token, card_no)) FILTER (approved) AS cards, COUNT(DISTINCT merchant) FILTER (approved) AS merchants,
    CAST(MIN(txn_date) AS VARCHAR) AS first, CAST(MAX(txn_date) AS VARCHAR) AS last
  FROM (SELECT *, approval_status = 'approved' AS approved FROM partitioned_txn WHERE txn_year = ${year})`

const turnover = 'txn_count AS count, total_amount AS amount'
const turnoverSum = 'SUM(txn_count) AS count, SUM(total_amount) AS amount'

const queries = {
  days: (year: number) => `
    SELECT CAST(txn_date AS VARCHAR) AS day, ${turnoverSum} FROM daily_summary
    WHERE txn_year = ${year} GROUP BY 1 ORDER BY 1`,
  months: (year: number) => `
    SELECT txn_month AS month, ${turnover}, mom_growth_rate AS growth FROM monthly_trend
    WHERE txn_year = ${year} ORDER BY 1`,
  categories: (year: number) => `
    SELECT category, ${turnoverSum} FROM quarterly_category_summary
    WHERE txn_year = ${year} GROUP BY 1 ORDER BY amount DESC, 1`,
  hours: (year: number) => `
    SELECT txn_hour AS hour, time_slot AS slot, ${turnover}, credit_ratio AS credit FROM hourly_pattern
    WHERE txn_year = ${year} ORDER BY 1`,
  regions: (year: number) => `
    SELECT region, ${turnoverSum}, ARG_MIN(category, category_rank) AS favourite FROM regional_analysis
    WHERE txn_year = ${year} GROUP BY 1 ORDER BY amount DESC, 1`,
  merchants: (year: number) => `
    SELECT revenue_rank AS place, merchant, category, txn_count AS count, total_revenue AS amount,
      unique_customers AS customers
    FROM merchant_ranking WHERE txn_year = ${year} ORDER BY 1, 2, 3 LIMIT 15`,
  quarters: (year: number) => `
    SELECT txn_quarter AS quarter, ${turnover}, amount_growth_rate AS growth, count_growth_rate AS "countGrowth"
    FROM quarterly_qoq_growth WHERE txn_year = ${year} ORDER BY 1`,
  categoryQuarters: (year: number) => `
    SELECT category, txn_quarter AS quarter, ${turnover}, qoq_growth_rate AS growth FROM quarterly_category_summary
    WHERE txn_year = ${year} ORDER BY 1, 2`,
  cardTypes: (year: number) => `
    SELECT txn_quarter AS quarter, card_type AS "cardType", ${turnover} FROM quarterly_card_type
    WHERE txn_year = ${year} ORDER BY 1, 2`,
  installments: (year: number) => `
    SELECT txn_quarter AS quarter, installment_months AS months, ${turnover} FROM quarterly_installment
    WHERE txn_year = ${year} ORDER BY 1, 2`,
}
