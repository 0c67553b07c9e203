-- one row per merchant, category and sub_category with an approved transaction in the year
WITH merchants AS (
  SELECT
    txn_year,
    merchant,
    category,
    sub_category,
    COUNT(*) AS txn_count,
    COUNT(DISTINCT COALESCE(card_token, card_no)) AS unique_customers,
    CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS total_revenue,
    AVG(amount) AS avg_transaction
  FROM transactions
  WHERE approval_status = 'approved'
  GROUP BY txn_year, merchant, category, sub_category
)
SELECT
  merchant,
  category,
  sub_category,
  CAST(txn_count AS BIGINT) AS txn_count,
  CAST(unique_customers AS BIGINT) AS unique_customers,
  CAST(total_revenue AS BIGINT) AS total_revenue,
  CAST(ROUND(avg_transaction, 0) AS BIGINT) AS avg_transaction,
  CAST(DENSE_RANK() OVER (PARTITION BY txn_year ORDER BY total_revenue DESC NULLS LAST) AS INT) AS revenue_rank,
  txn_year
FROM merchants
