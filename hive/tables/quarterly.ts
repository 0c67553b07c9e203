import {
  avgAmount,
  bigint,
  type Column,
  category,
  double,
  int,
  merchant,
  quarterLabel,
  region,
  string,
  type Table,
  totalAmount,
  txnCount,
  txnQuarter,
  txnYear,
  uniqueCards,
} from '../table.ts'

/** A table of the quarterly job with one object per quarter. */
const perQuarter = (
  name: string,
  comment: string,
  sortKeys: string[],
  columns: Column[],
  reconciles: Table['reconciles'] = 'total_amount',
): Table => ({
  name: `quarterly/${name}`,
  job: 'quarterly',
  grain: 'year',
  comment,
  columns,
  partitions: [txnYear, txnQuarter],
  sortKeys,
  reconciles,
})

/** A table of the quarterly job with one object per year; the quarter is its first column. */
const perYear: typeof perQuarter = (name, comment, sortKeys, columns, reconciles) => ({
  ...perQuarter(
    name,
    comment,
    ['txn_quarter', ...sortKeys],
    [txnQuarter, quarterLabel, ...columns],
    reconciles,
  ),
  partitions: [txnYear],
})

export const quarterlyTables = [
  perQuarter(
    'category_summary',
    'One row per category with an approved transaction in the quarter',
    ['category'],
    [
      quarterLabel,
      category,
      txnCount,
      totalAmount,
      avgAmount,
      uniqueCards,
      double('qoq_growth_rate', 'Growth of total_amount over the previous quarter of the year, percent'),
    ],
  ),
  perQuarter(
    'merchant_top10',
    'One row per merchant and category of the ten highest revenue ranks of the quarter',
    ['merchant', 'category'],
    [
      quarterLabel,
      merchant,
      category,
      txnCount,
      bigint('total_revenue', 'Sum of approved amounts, won'),
      bigint('unique_customers', 'Different cards with an approved transaction'),
      int('rank', 'Dense rank by total_revenue within the quarter, 1 is the highest'),
    ],
    null,
  ),
  perYear(
    'qoq_growth',
    'One row per quarter with an approved transaction',
    [],
    [
      txnCount,
      totalAmount,
      uniqueCards,
      bigint('prev_amount', 'total_amount of the previous quarter of the year, won'),
      bigint('prev_count', 'txn_count of the previous quarter of the year'),
      double('amount_growth_rate', 'Growth of total_amount over the previous quarter, percent'),
      double('count_growth_rate', 'Growth of txn_count over the previous quarter, percent'),
    ],
  ),
  perYear(
    'card_type',
    'One row per quarter and card type with an approved transaction',
    ['card_type'],
    [string('card_type', '신용 (credit) or 체크 (debit)'), txnCount, totalAmount, avgAmount],
  ),
  perYear(
    'region',
    'One row per quarter and region with an approved transaction',
    ['region'],
    [region, txnCount, totalAmount],
  ),
  perYear(
    'installment',
    'One row per quarter and number of installment months above 0 with an approved transaction',
    ['installment_months'],
    [int('installment_months', 'Months the amount is paid over'), txnCount, totalAmount],
    null,
  ),
]
