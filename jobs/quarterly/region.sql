-- one row per quarter and region with an approved transaction
WITH approved AS (
  SELECT txn_year, CAST(FLOOR((txn_month + 2) / 3e0) AS INT) AS txn_quarter, region, amount
  FROM transactions
  WHERE approval_status = 'approved'
)
SELECT
  txn_quarter,
  CAST(
    CASE txn_quarter WHEN 1 THEN 'Q1(1-3월)' WHEN 2 THEN 'Q2(4-6월)' WHEN 3 THEN 'Q3(7-9월)' ELSE 'Q4(10-12월)' END
    AS STRING
  ) AS quarter_label,
  region,
  CAST(COUNT(*) AS BIGINT) AS txn_count,
  CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS total_amount,
  txn_year
FROM approved
GROUP BY txn_year, txn_quarter, region
