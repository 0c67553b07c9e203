-- one row per hour of the day with at least one transaction of any status in the year
WITH kinds AS (
  SELECT
    txn_year,
    txn_hour,
    approval_status,
    card_type,
    COUNT(*) AS row_count,
    COUNT(amount) AS amount_count,
    SUM(amount) AS total_amount
  FROM transactions
  GROUP BY txn_year, txn_hour, approval_status, card_type
),
hours AS (
  SELECT
    txn_year,
    txn_hour,
    SUM(row_count) AS all_count,
    COALESCE(SUM(row_count) FILTER (WHERE approval_status = 'cancelled'), 0) AS cancelled_count,
    COALESCE(SUM(row_count) FILTER (WHERE approval_status = 'approved'), 0) AS txn_count,
    COALESCE(SUM(row_count) FILTER (WHERE approval_status = 'approved' AND card_type = '신용'), 0) AS credit_count,
    SUM(total_amount) FILTER (WHERE approval_status = 'approved') AS total_amount,
    SUM(amount_count) FILTER (WHERE approval_status = 'approved') AS amount_count
  FROM kinds
  GROUP BY txn_year, txn_hour
),
-- a bit for each hour: a group for each card is a third of the work of one for each card and hour
cards AS (
  SELECT txn_year, COALESCE(card_token, card_no) AS card, BIT_OR(SHIFTLEFT(1, txn_hour)) AS hour_bits
  FROM transactions
  WHERE approval_status = 'approved'
  GROUP BY txn_year, COALESCE(card_token, card_no)
),
active AS (
  SELECT hours.txn_year, hours.txn_hour, COUNT(cards.card) AS unique_cards
  FROM hours
  JOIN cards ON cards.txn_year = hours.txn_year AND cards.hour_bits & SHIFTLEFT(1, hours.txn_hour) <> 0
  GROUP BY hours.txn_year, hours.txn_hour
)
SELECT
  txn_hour,
  CAST(
    CASE WHEN txn_hour < 6 THEN '심야' WHEN txn_hour < 12 THEN '오전' WHEN txn_hour < 18 THEN '오후' ELSE '저녁' END
    AS STRING
  ) AS time_slot,
  CAST(txn_count AS BIGINT) AS txn_count,
  CAST(COALESCE(total_amount, 0) AS BIGINT) AS total_amount,
  CAST(ROUND(1e0 * total_amount / NULLIF(amount_count, 0), 0) AS BIGINT) AS avg_amount,
  CAST(COALESCE(unique_cards, 0) AS BIGINT) AS unique_cards,
  CAST(FLOOR((2e4 * credit_count + txn_count) / (2e0 * NULLIF(txn_count, 0))) / 1e2 AS DOUBLE) AS credit_ratio,
  CAST(FLOOR((2e4 * cancelled_count + all_count) / (2e0 * all_count)) / 1e2 AS DOUBLE) AS cancel_rate,
  txn_year
FROM hours
LEFT JOIN active USING (txn_year, txn_hour)
