-- one row per month with at least one transaction of any status in the year
WITH months AS (
  SELECT
    txn_year,
    txn_month,
    COUNT(*) FILTER (WHERE approval_status = 'approved') AS txn_count,
    CAST(COALESCE(SUM(amount) FILTER (WHERE approval_status = 'approved'), 0) AS BIGINT) AS total_amount,
    AVG(amount) FILTER (WHERE approval_status = 'approved') AS avg_amount,
    COUNT(DISTINCT COALESCE(card_token, card_no)) FILTER (WHERE approval_status = 'approved') AS unique_cards,
    COUNT(DISTINCT merchant) FILTER (WHERE approval_status = 'approved') AS unique_merchants
  FROM transactions
  GROUP BY txn_year, txn_month
),
compared AS (
  SELECT
    months.*,
    CASE
      WHEN LAG(txn_month) OVER (PARTITION BY txn_year ORDER BY txn_month NULLS LAST) = txn_month - 1
      THEN LAG(total_amount) OVER (PARTITION BY txn_year ORDER BY txn_month NULLS LAST)
    END AS prev_amount
  FROM months
)
SELECT
  txn_month,
  CAST(txn_count AS BIGINT) AS txn_count,
  CAST(total_amount AS BIGINT) AS total_amount,
  CAST(ROUND(avg_amount, 0) AS BIGINT) AS avg_amount,
  CAST(unique_cards AS BIGINT) AS unique_cards,
  CAST(unique_merchants AS BIGINT) AS unique_merchants,
  CAST(
    SIGN(total_amount - prev_amount)
    * FLOOR((2e4 * ABS(total_amount - prev_amount) + prev_amount) / (2e0 * NULLIF(prev_amount, 0))) / 1e2 + 0e0
    AS DOUBLE
  ) AS mom_growth_rate,
  txn_year
FROM compared
