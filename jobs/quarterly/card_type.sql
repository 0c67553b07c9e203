-- one row per quarter and card_type with an approved transaction
SELECT
  txn_quarter,
  quarter_label,
  card_type,
  CAST(COUNT(*) AS BIGINT) AS txn_count,
  CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS total_amount,
  CAST(ROUND(AVG(amount), 0) AS BIGINT) AS avg_amount,
  txn_year
FROM transactions
WHERE approval_status = 'approved'
GROUP BY txn_year, txn_quarter, quarter_label, card_type
