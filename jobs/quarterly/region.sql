-- one row per quarter and region with an approved transaction
SELECT
  txn_quarter,
  quarter_label,
  region,
  CAST(COUNT(*) AS BIGINT) AS txn_count,
  CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS total_amount,
  txn_year
FROM transactions
WHERE approval_status = 'approved'
GROUP BY txn_year, txn_quarter, quarter_label, region
