-- one row per hour of the day with at least one transaction of any status in the year
WITH hours AS (
  SELECT
    txn_year,
    txn_hour,
    COUNT(*) AS all_count,
    COUNT(*) FILTER (WHERE approval_status = 'cancelled') AS cancelled_count,
    COUNT(*) FILTER (WHERE approval_status = 'approved') AS txn_count,
    COUNT(*) FILTER (WHERE approval_status = 'approved' AND card_type = '신용') AS credit_count,
    SUM(amount) FILTER (WHERE approval_status = 'approved') AS total_amount,
    AVG(amount) FILTER (WHERE approval_status = 'approved') AS avg_amount,
    COUNT(DISTINCT COALESCE(card_token, card_no)) FILTER (WHERE approval_status = 'approved') AS unique_cards
  FROM transactions
  GROUP BY txn_year, txn_hour
)
SELECT
  txn_hour,
  CAST(
    CASE WHEN txn_hour < 6 THEN '심야' WHEN txn_hour < 12 THEN '오전' WHEN txn_hour < 18 THEN '오후' ELSE '저녁' END
    AS STRING
  ) AS time_slot,
  CAST(txn_count AS BIGINT) AS txn_count,
  CAST(COALESCE(total_amount, 0) AS BIGINT) AS total_amount,
  CAST(ROUND(avg_amount, 0) AS BIGINT) AS avg_amount,
  CAST(unique_cards AS BIGINT) AS unique_cards,
  CAST(FLOOR((2e4 * credit_count + txn_count) / (2e0 * NULLIF(txn_count, 0))) / 1e2 AS DOUBLE) AS credit_ratio,
  CAST(FLOOR((2e4 * cancelled_count + all_count) / (2e0 * all_count)) / 1e2 AS DOUBLE) AS cancel_rate,
  txn_year
FROM hours
