-- one row per merchant and category of the ten highest revenue ranks of the quarter
WITH approved AS (
  SELECT txn_year, CAST(FLOOR((txn_month + 2) / 3e0) AS INT) AS txn_quarter, merchant, category, amount, card_no
  FROM transactions
  WHERE approval_status = 'approved'
),
merchants AS (
  SELECT
    txn_year,
    txn_quarter,
    merchant,
    category,
    COUNT(*) AS txn_count,
    CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS total_revenue,
    COUNT(DISTINCT card_no) AS unique_customers
  FROM approved
  GROUP BY txn_year, txn_quarter, merchant, category
),
ranked AS (
  SELECT
    merchants.*,
    DENSE_RANK() OVER (PARTITION BY txn_year, txn_quarter ORDER BY total_revenue DESC NULLS LAST) AS revenue_rank
  FROM merchants
)
SELECT
  CAST(
    CASE txn_quarter WHEN 1 THEN 'Q1(1-3월)' WHEN 2 THEN 'Q2(4-6월)' WHEN 3 THEN 'Q3(7-9월)' ELSE 'Q4(10-12월)' END
    AS STRING
  ) AS quarter_label,
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
