import { inputColumns } from '../input.ts'
import {
  avgAmount,
  bigint,
  category,
  date,
  double,
  int,
  merchant,
  region,
  string,
  subCategory,
  type Table,
  totalAmount,
  txnCount,
  txnMonth,
  txnYear,
  uniqueCards,
  uniqueMerchants,
} from '../table.ts'

const stored = inputColumns.map(({ name, type, comment }) => ({ name, type, comment }))
// what an input file gets besides comes last: positions are field ids, which files that are published carry
const [identity, described, added] = [stored.slice(0, 2), stored.slice(2, 11), stored.slice(11)]

export const partitionedTxn: Table = {
  name: 'partitioned_txn',
  job: 'etl',
  grain: 'unit',
  comment:
    'One row per accepted transaction of any status; a transaction_id occurs once a month (grain=day: once a day)',
  columns: [
    ...identity,
    date('txn_date', 'Day of the transaction (KST)'),
    int('txn_hour', 'Hour of the transaction (KST), 0 to 23'),
    ...described,
    string('upload_id', 'Upload the row came from'),
    ...added,
  ],
  partitions: [txnYear, txnMonth],
  sortKeys: ['transaction_date', 'transaction_id'],
  reconciles: null,
}

const dailySummary: Table = {
  name: 'daily_summary',
  job: 'etl',
  grain: 'unit',
  comment: 'One row per day and category with at least one transaction of any status',
  columns: [
    date('txn_date', 'Day of the transactions (KST)'),
    category,
    txnCount,
    uniqueCards,
    totalAmount,
    avgAmount,
    bigint('max_amount', 'Largest approved amount, won'),
    bigint('min_amount', 'Smallest approved amount, won'),
    bigint('declined_count', 'Declined transactions'),
    bigint('cancelled_count', 'Cancelled transactions'),
    double('approval_rate', 'Approved share of all transactions, percent with two decimals'),
  ],
  partitions: [txnYear, txnMonth],
  sortKeys: ['txn_date', 'category'],
  reconciles: 'total_amount',
}

const merchantRanking: Table = {
  name: 'merchant_ranking',
  job: 'etl',
  grain: 'year',
  comment: 'One row per merchant, category and sub-category with an approved transaction in the year',
  columns: [
    merchant,
    category,
    subCategory,
    txnCount,
    bigint('unique_customers', 'Different cards with an approved transaction'),
    bigint('total_revenue', 'Sum of approved amounts, won'),
    bigint('avg_transaction', 'Mean approved amount, whole won, half up'),
    int('revenue_rank', 'Dense rank by total_revenue, 1 is the highest'),
  ],
  partitions: [txnYear],
  sortKeys: ['merchant', 'category', 'sub_category'],
  reconciles: 'total_revenue',
}

const hourlyPattern: Table = {
  name: 'hourly_pattern',
  job: 'etl',
  grain: 'year',
  comment: 'One row per hour of the day with at least one transaction of any status in the year',
  columns: [
    int('txn_hour', 'Hour of the day (KST), 0 to 23'),
    string(
      'time_slot',
      '심야 (night) 0-5, 오전 (morning) 6-11, 오후 (afternoon) 12-17, 저녁 (evening) 18-23',
    ),
    txnCount,
    totalAmount,
    avgAmount,
    uniqueCards,
    double('credit_ratio', 'Credit card share of approved transactions, percent with two decimals'),
    double('cancel_rate', 'Cancelled share of all transactions, percent with two decimals'),
  ],
  partitions: [txnYear],
  sortKeys: ['txn_hour'],
  reconciles: 'total_amount',
}

const regionalAnalysis: Table = {
  name: 'regional_analysis',
  job: 'etl',
  grain: 'year',
  comment: 'One row per category within a region with an approved transaction in the year',
  columns: [
    category,
    txnCount,
    totalAmount,
    avgAmount,
    uniqueCards,
    uniqueMerchants,
    double('credit_ratio', 'Credit card share of approved transactions, percent with two decimals'),
    int('category_rank', 'Dense rank by txn_count within the region, 1 is the highest'),
  ],
  partitions: [txnYear, region],
  sortKeys: ['category'],
  reconciles: 'total_amount',
}

const monthlyTrend: Table = {
  name: 'monthly_trend',
  job: 'etl',
  grain: 'year',
  comment: 'One row per month with at least one transaction of any status in the year',
  columns: [
    txnMonth,
    txnCount,
    totalAmount,
    avgAmount,
    uniqueCards,
    uniqueMerchants,
    double('mom_growth_rate', 'Growth of total_amount over the previous month of the year, percent'),
  ],
  partitions: [txnYear],
  sortKeys: ['txn_month'],
  reconciles: 'total_amount',
}

export const etlTables = [
  partitionedTxn,
  dailySummary,
  merchantRanking,
  hourlyPattern,
  regionalAnalysis,
  monthlyTrend,
]
