-- one row: what a stage read; of approved rows apart, because most tables count only those
SELECT
  CAST(COUNT(*) AS BIGINT) AS rows_read,
  CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS amount_read,
  CAST(COUNT(*) FILTER (WHERE approval_status = 'approved') AS BIGINT) AS approved_rows,
  CAST(COALESCE(SUM(CASE WHEN approval_status = 'approved' THEN amount END), 0) AS BIGINT) AS approved_amount
FROM transactions
