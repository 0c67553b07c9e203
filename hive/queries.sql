-- Questions an analyst asks of the published tables. Run as they are in spark-sql, Hive, Athena and npm run query.

-- top 5 categories of each day by approved amount
SELECT txn_date, category, total_amount, txn_count, category_rank
FROM (
  SELECT
    txn_date,
    category,
    total_amount,
    txn_count,
    CAST(DENSE_RANK() OVER (PARTITION BY txn_date ORDER BY total_amount DESC NULLS LAST) AS INT) AS category_rank
  FROM daily_summary
) AS ranked
WHERE category_rank <= 5
ORDER BY txn_date, category_rank, category NULLS LAST;

-- share of the night and of every other time slot in a year's approved transactions and amount, in percent
SELECT
  txn_year,
  time_slot,
  txn_count,
  total_amount,
  CAST(FLOOR((2e4 * txn_count + year_count) / (2e0 * NULLIF(year_count, 0))) / 1e2 AS DOUBLE) AS count_share,
  CAST(FLOOR((2e4 * total_amount + year_amount) / (2e0 * NULLIF(year_amount, 0))) / 1e2 AS DOUBLE) AS amount_share
FROM (
  SELECT
    txn_year,
    time_slot,
    CAST(SUM(txn_count) AS BIGINT) AS txn_count,
    CAST(SUM(total_amount) AS BIGINT) AS total_amount,
    CAST(SUM(SUM(txn_count)) OVER (PARTITION BY txn_year) AS BIGINT) AS year_count,
    CAST(SUM(SUM(total_amount)) OVER (PARTITION BY txn_year) AS BIGINT) AS year_amount
  FROM hourly_pattern
  GROUP BY txn_year, time_slot
) AS slots
ORDER BY txn_year, time_slot;

-- monthly trend of each region
SELECT
  region,
  txn_year,
  txn_month,
  CAST(COUNT(*) AS BIGINT) AS txn_count,
  CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS total_amount,
  CAST(COUNT(DISTINCT COALESCE(card_token, card_no)) AS BIGINT) AS unique_cards
FROM partitioned_txn
WHERE approval_status = 'approved'
GROUP BY region, txn_year, txn_month
ORDER BY region NULLS LAST, txn_year, txn_month;

-- which merchants carry each category: the top 3 by revenue and their share of the category in the year, in percent
SELECT
  txn_year,
  category,
  merchant,
  total_revenue,
  CAST(FLOOR((2e4 * total_revenue + category_revenue) / (2e0 * NULLIF(category_revenue, 0))) / 1e2 AS DOUBLE)
    AS revenue_share
FROM (
  SELECT
    txn_year,
    category,
    merchant,
    total_revenue,
    SUM(total_revenue) OVER (PARTITION BY txn_year, category) AS category_revenue,
    DENSE_RANK() OVER (PARTITION BY txn_year, category ORDER BY total_revenue DESC NULLS LAST) AS merchant_rank
  FROM merchant_ranking
) AS ranked
WHERE merchant_rank <= 3
ORDER BY txn_year, category NULLS LAST, total_revenue DESC NULLS LAST, merchant NULLS LAST;

-- where payments fail: declined and cancelled share of all transactions by month and category, in percent
SELECT
  txn_year,
  txn_month,
  category,
  all_count,
  CAST(FLOOR((2e4 * declined_count + all_count) / (2e0 * NULLIF(all_count, 0))) / 1e2 AS DOUBLE) AS declined_rate,
  CAST(FLOOR((2e4 * cancelled_count + all_count) / (2e0 * NULLIF(all_count, 0))) / 1e2 AS DOUBLE) AS cancelled_rate
FROM (
  SELECT
    txn_year,
    txn_month,
    category,
    CAST(SUM(declined_count) AS BIGINT) AS declined_count,
    CAST(SUM(cancelled_count) AS BIGINT) AS cancelled_count,
    CAST(SUM(txn_count + declined_count + cancelled_count) AS BIGINT) AS all_count
  FROM daily_summary
  GROUP BY txn_year, txn_month, category
) AS months
ORDER BY txn_year, txn_month, category NULLS LAST;

-- which categories grow: quarter by quarter, fastest first
SELECT txn_year, txn_quarter, category, total_amount, qoq_growth_rate
FROM quarterly_category_summary
WHERE qoq_growth_rate IS NOT NULL
ORDER BY txn_year, txn_quarter, qoq_growth_rate DESC NULLS LAST, category NULLS LAST;
