-- one row per day and category with at least one transaction of any status
WITH days AS (
  SELECT
    txn_year,
    txn_month,
    txn_date,
    category,
    COUNT(*) AS all_count,
    COUNT(*) FILTER (WHERE approval_status = 'approved') AS txn_count,
    COUNT(DISTINCT COALESCE(card_token, card_no)) FILTER (WHERE approval_status = 'approved') AS unique_cards,
    SUM(amount) FILTER (WHERE approval_status = 'approved') AS total_amount,
    AVG(amount) FILTER (WHERE approval_status = 'approved') AS avg_amount,
    MAX(amount) FILTER (WHERE approval_status = 'approved') AS max_amount,
    MIN(amount) FILTER (WHERE approval_status = 'approved') AS min_amount,
    COUNT(*) FILTER (WHERE approval_status = 'declined') AS declined_count,
    COUNT(*) FILTER (WHERE approval_status = 'cancelled') AS cancelled_count
  FROM transactions
  GROUP BY txn_year, txn_month, txn_date, category
)
SELECT
  txn_date,
  category,
  CAST(txn_count AS BIGINT) AS txn_count,
  CAST(unique_cards AS BIGINT) AS unique_cards,
  CAST(COALESCE(total_amount, 0) AS BIGINT) AS total_amount,
  CAST(ROUND(avg_amount, 0) AS BIGINT) AS avg_amount,
  CAST(max_amount AS BIGINT) AS max_amount,
  CAST(min_amount AS BIGINT) AS min_amount,
  CAST(declined_count AS BIGINT) AS declined_count,
  CAST(cancelled_count AS BIGINT) AS cancelled_count,
  CAST(FLOOR((2e4 * txn_count + all_count) / (2e0 * all_count)) / 1e2 AS DOUBLE) AS approval_rate,
  txn_year,
  txn_month
FROM days
