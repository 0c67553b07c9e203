-- one row per quarter with an approved transaction
WITH quarters AS (
  SELECT
    txn_year,
    txn_quarter,
    quarter_label,
    COUNT(*) AS txn_count,
    CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS total_amount,
    COUNT(DISTINCT COALESCE(card_token, card_no)) AS unique_cards
  FROM transactions
  WHERE approval_status = 'approved'
  GROUP BY txn_year, txn_quarter, quarter_label
),
compared AS (
  SELECT quarters.*, previous.total_amount AS prev_amount, previous.txn_count AS prev_count
  FROM quarters
  LEFT JOIN quarters AS previous
    ON previous.txn_year = quarters.txn_year AND previous.txn_quarter = quarters.txn_quarter - 1
)
SELECT
  txn_quarter,
  quarter_label,
  CAST(txn_count AS BIGINT) AS txn_count,
  CAST(total_amount AS BIGINT) AS total_amount,
  CAST(unique_cards AS BIGINT) AS unique_cards,
  CAST(prev_amount AS BIGINT) AS prev_amount,
  CAST(prev_count AS BIGINT) AS prev_count,
  CAST(
    SIGN(total_amount - prev_amount)
    * FLOOR((2e4 * ABS(total_amount - prev_amount) + prev_amount) / (2e0 * NULLIF(prev_amount, 0))) / 1e2 + 0e0
    AS DOUBLE
  ) AS amount_growth_rate,
  CAST(
    SIGN(txn_count - prev_count)
    * FLOOR((2e4 * ABS(txn_count - prev_count) + prev_count) / (2e0 * NULLIF(prev_count, 0))) / 1e2 + 0e0
    AS DOUBLE
  ) AS count_growth_rate,
  txn_year
FROM compared
