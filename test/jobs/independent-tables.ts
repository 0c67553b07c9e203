import {
  amounts,
  type Dated,
  denseRank,
  distinct,
  groupBy,
  growth,
  mean,
  percent,
  type Row,
  sum,
  withStatus,
} from './independent.ts'

const approvedOf = (rows: readonly Dated[]) => withStatus(rows, 'approved')
const cards = (rows: readonly Dated[]) => distinct(rows.map((row) => row.card_token ?? row.card_no))
const merchants = (rows: readonly Dated[]) => distinct(rows.map((row) => row.merchant))
const credit = (rows: readonly Dated[]) => rows.filter((row) => row.card_type === '신용').length
const extreme = (rows: readonly Dated[], pick: (...values: number[]) => number) =>
  amounts(rows).length === 0 ? null : pick(...amounts(rows))
const slots = ['심야', '오전', '오후', '저녁']
const labels = ['Q1(1-3월)', 'Q2(4-6월)', 'Q3(7-9월)', 'Q4(10-12월)']
const label = (row: Row): Row => ({ ...row, quarter_label: labels[Number(row.txn_quarter) - 1]! })
const basics = (rows: Dated[]) => ({
  txn_count: rows.length,
  total_amount: sum(rows),
  avg_amount: mean(rows),
  unique_cards: cards(rows),
  unique_merchants: merchants(rows),
})

/** The row one step earlier in time, alike in all other key columns. */
const before = (rows: Row[], row: Row, step: string, others: string[]) =>
  rows.find(
    (other) =>
      Number(other[step]) === Number(row[step]) - 1 &&
      ['txn_year', ...others].every((column) => other[column] === row[column]),
  )

/** Every table computed from the de-duplicated transactions of any number of years, straight from its description. */
export const independentTables: Record<string, (rows: Dated[]) => Row[]> = {
  partitioned_txn: (rows) => rows.map((row) => ({ ...row })),
  daily_summary: (rows) =>
    groupBy(rows, ['txn_year', 'txn_month', 'txn_date', 'category'], (all) => {
      const approved = approvedOf(all)
      return {
        ...basics(approved),
        max_amount: extreme(approved, Math.max),
        min_amount: extreme(approved, Math.min),
        declined_count: withStatus(all, 'declined').length,
        cancelled_count: withStatus(all, 'cancelled').length,
        approval_rate: percent(approved.length, all.length),
      }
    }),
  merchant_ranking: (rows) => {
    const ranked = groupBy(approvedOf(rows), ['txn_year', 'merchant', 'category', 'sub_category'], (all) => ({
      txn_count: all.length,
      unique_customers: cards(all),
      total_revenue: sum(all),
      avg_transaction: mean(all),
    }))
    return denseRank(ranked, ['txn_year'], 'total_revenue', 'revenue_rank')
  },
  hourly_pattern: (rows) =>
    groupBy(rows, ['txn_year', 'txn_hour'], (all) => {
      const approved = approvedOf(all)
      return {
        ...basics(approved),
        time_slot: slots[Math.floor(all[0]!.txn_hour / 6)]!,
        credit_ratio: percent(credit(approved), approved.length),
        cancel_rate: percent(withStatus(all, 'cancelled').length, all.length),
      }
    }),
  regional_analysis: (rows) => {
    const ranked = groupBy(approvedOf(rows), ['txn_year', 'region', 'category'], (all) => ({
      ...basics(all),
      credit_ratio: percent(credit(all), all.length),
    }))
    return denseRank(ranked, ['txn_year', 'region'], 'txn_count', 'category_rank')
  },
  monthly_trend: (rows) => {
    const months = groupBy(rows, ['txn_year', 'txn_month'], (all) => basics(approvedOf(all)))
    return months.map((row) => {
      const previous = before(months, row, 'txn_month', [])
      return { ...row, mom_growth_rate: growth(Number(row.total_amount), previous?.total_amount as number) }
    })
  },
  'quarterly/category_summary': (rows) => {
    const quarters = groupBy(approvedOf(rows), ['txn_year', 'txn_quarter', 'category'], basics)
    return quarters.map((row) => {
      const previous = before(quarters, row, 'txn_quarter', ['category'])
      return label({
        ...row,
        qoq_growth_rate: growth(Number(row.total_amount), previous?.total_amount as number),
      })
    })
  },
  'quarterly/merchant_top10': (rows) => {
    const ranked = groupBy(approvedOf(rows), ['txn_year', 'txn_quarter', 'merchant', 'category'], (all) => ({
      txn_count: all.length,
      total_revenue: sum(all),
      unique_customers: cards(all),
    }))
    const within = ['txn_year', 'txn_quarter']
    return denseRank(ranked, within, 'total_revenue', 'rank')
      .filter((row) => Number(row.rank) <= 10)
      .map(label)
  },
  'quarterly/qoq_growth': (rows) => {
    const quarters = groupBy(approvedOf(rows), ['txn_year', 'txn_quarter'], basics)
    return quarters.map((row) => {
      const previous = before(quarters, row, 'txn_quarter', [])
      return label({
        ...row,
        prev_amount: previous?.total_amount ?? null,
        prev_count: previous?.txn_count ?? null,
        amount_growth_rate: growth(Number(row.total_amount), previous?.total_amount as number),
        count_growth_rate: growth(Number(row.txn_count), previous?.txn_count as number),
      })
    })
  },
  'quarterly/card_type': (rows) =>
    groupBy(approvedOf(rows), ['txn_year', 'txn_quarter', 'card_type'], basics).map(label),
  'quarterly/region': (rows) =>
    groupBy(approvedOf(rows), ['txn_year', 'txn_quarter', 'region'], basics).map(label),
  'quarterly/installment': (rows) => {
    const paidOver = approvedOf(rows).filter((row) => (row.installment_months ?? 0) > 0)
    return groupBy(paidOver, ['txn_year', 'txn_quarter', 'installment_months'], basics).map(label)
  },
}
