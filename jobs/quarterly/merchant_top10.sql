-- one row per merchant and category of the ten highest revenue ranks of the quarter
WITH merchants AS (
  SELECT
    txn_year,
    txn_quarter,
    quarter_label,
    merchant,
    category,
    COUNT(*) AS txn_count,
    CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS total_revenue,
    COUNT(DISTINCT COALESCE(card_token, card_no)) AS unique_customers
  FROM transactions
  WHERE approval_status = 'approved'
  GROUP BY txn_year, txn_quarter, quarter_label, merchant, category
),
ranked AS (
  SELECT
    merchants.*,
    DENSE_RANK() OVER (PARTITION BY txn_year, txn_quarter ORDER BY total_revenue DESC NULLS LAST) AS revenue_rank
  FROM merchants
)
SELECT
  quarter_label,
  merchant,
  category,
  CAST(txn_count AS BIGINT) AS txn_count,
  CAST(total_revenue AS BIGINT) AS total_revenue,
  CAST(unique_customers AS BIGINT) AS unique_customers,
  CAST(revenue_rank AS INT) AS rank,
  txn_year,
  txn_quarter
FROM ranked
WHERE revenue_rank <= 10
