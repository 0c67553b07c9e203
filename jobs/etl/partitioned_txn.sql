-- one row per accepted transaction: of each transaction_id in a month, the one from the newest upload
WITH dated AS (
  SELECT
    transactions.*,
    CAST(YEAR(txn_date) AS INT) AS txn_year,
    CAST(MONTH(txn_date) AS INT) AS txn_month
  FROM transactions
),
-- few rows as a rule: only these are ranked, since ranking carries and sorts whole rows
repeated AS (
  SELECT txn_year, txn_month, transaction_id
  FROM dated
  GROUP BY txn_year, txn_month, transaction_id
  HAVING COUNT(*) > 1
),
ranked AS (
  SELECT
    dated.*,
    ROW_NUMBER() OVER (
      PARTITION BY txn_year, txn_month, transaction_id
      ORDER BY upload_order DESC NULLS LAST
    ) AS age
  FROM dated
  SEMI JOIN repeated USING (txn_year, txn_month, transaction_id)
),
kept AS (
  SELECT dated.*, 1 AS age
  FROM dated
  ANTI JOIN repeated USING (txn_year, txn_month, transaction_id)
  UNION ALL
  SELECT * FROM ranked WHERE age = 1
)
SELECT
  transaction_id,
  transaction_date,
  txn_date,
  txn_hour,
  card_no,
  card_type,
  merchant,
  sub_category,
  category,
  amount,
  installment_months,
  approval_status,
  region,
  upload_id,
  card_token,
  txn_year,
  txn_month
FROM kept
