-- one row per merchant and category of the ten highest revenue ranks of the quarter
WITH merchants AS (
  SELECT
    txn_year,
    txn_quarter,
    quarter_label,
    merchant,
    category,
    COUNT(*) AS txn_count,
    CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS total_revenue
  FROM transactions
  WHERE approval_status = 'approved'
  GROUP BY txn_year, txn_quarter, quarter_label, merchant, category
),
ranked AS (
  SELECT
    merchants.*,
    DENSE_RANK() OVER (PARTITION BY txn_year, txn_quarter ORDER BY total_revenue DESC NULLS LAST) AS revenue_rank
  FROM merchants
),
top10 AS (
  SELECT * FROM ranked WHERE revenue_rank <= 10
),
-- counted of these few only: the cards of every merchant would be most of the work
customers AS (
  SELECT
    top10.txn_year,
    top10.txn_quarter,
    top10.merchant,
    top10.category,
    COUNT(DISTINCT COALESCE(card_token, card_no)) AS unique_customers
  FROM transactions
  JOIN top10
    ON top10.txn_year = transactions.txn_year
    AND top10.txn_quarter = transactions.txn_quarter
    AND top10.merchant IS NOT DISTINCT FROM transactions.merchant
    AND top10.category IS NOT DISTINCT FROM transactions.category
  WHERE approval_status = 'approved'
  GROUP BY top10.txn_year, top10.txn_quarter, top10.merchant, top10.category
)
SELECT
  quarter_label,
  top10.merchant,
  top10.category,
  CAST(txn_count AS BIGINT) AS txn_count,
  CAST(total_revenue AS BIGINT) AS total_revenue,
  CAST(unique_customers AS BIGINT) AS unique_customers,
  CAST(revenue_rank AS INT) AS rank,
  top10.txn_year,
  top10.txn_quarter
FROM top10
JOIN customers
  ON customers.txn_year = top10.txn_year
  AND customers.txn_quarter = top10.txn_quarter
  AND customers.merchant IS NOT DISTINCT FROM top10.merchant
  AND customers.category IS NOT DISTINCT FROM top10.category
