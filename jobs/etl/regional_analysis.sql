-- one row per category within a region with an approved transaction in the year
WITH categories AS (
  SELECT
    txn_year,
    region,
    category,
    COUNT(*) AS txn_count,
    COUNT(*) FILTER (WHERE card_type = '신용') AS credit_count,
    SUM(amount) AS total_amount,
    AVG(amount) AS avg_amount,
    COUNT(DISTINCT COALESCE(card_token, card_no)) AS unique_cards,
    COUNT(DISTINCT merchant) AS unique_merchants
  FROM transactions
  WHERE approval_status = 'approved'
  GROUP BY txn_year, region, category
)
SELECT
  category,
  CAST(txn_count AS BIGINT) AS txn_count,
  CAST(COALESCE(total_amount, 0) AS BIGINT) AS total_amount,
  CAST(ROUND(avg_amount, 0) AS BIGINT) AS avg_amount,
  CAST(unique_cards AS BIGINT) AS unique_cards,
  CAST(unique_merchants AS BIGINT) AS unique_merchants,
  CAST(FLOOR((2e4 * credit_count + txn_count) / (2e0 * txn_count)) / 1e2 AS DOUBLE) AS credit_ratio,
  CAST(DENSE_RANK() OVER (PARTITION BY txn_year, region ORDER BY txn_count DESC NULLS LAST) AS INT) AS category_rank,
  txn_year,
  region
FROM categories
