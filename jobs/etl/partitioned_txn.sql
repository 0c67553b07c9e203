-- one row per accepted transaction: of each transaction_id in a month, the one from the newest upload
WITH dated AS (
  SELECT
    transactions.*,
    CAST(YEAR(txn_date) AS INT) AS txn_year,
    CAST(MONTH(txn_date) AS INT) AS txn_month
  FROM transactions
),
ranked AS (
  SELECT
    dated.*,
    ROW_NUMBER() OVER (
      PARTITION BY txn_year, txn_month, transaction_id
      ORDER BY upload_order DESC NULLS LAST
    ) AS age
  FROM dated
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
  txn_year,
  txn_month
FROM ranked
WHERE age = 1
