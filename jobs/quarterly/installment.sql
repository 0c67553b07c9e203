-- one row per quarter and number of installment months above 0 with an approved transaction
SELECT
  txn_quarter,
  quarter_label,
  installment_months,
  CAST(COUNT(*) AS BIGINT) AS txn_count,
  CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS total_amount,
  txn_year
FROM transactions
WHERE approval_status = 'approved' AND installment_months > 0
GROUP BY txn_year, txn_quarter, quarter_label, installment_months
