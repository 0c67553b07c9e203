-- one row per category with an approved transaction in the quarter
WITH categories AS (
  SELECT
    txn_year,
    txn_quarter,
    quarter_label,
    category,
    COUNT(*) AS txn_count,
    CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS total_amount,
    AVG(amount) AS avg_amount,
    COUNT(DISTINCT COALESCE(card_token, card_no)) AS unique_cards
  FROM transactions
  WHERE approval_status = 'approved'
  GROUP BY txn_year, txn_quarter, quarter_label, category
),
compared AS (
  SELECT
    categories.*,
    CASE
      WHEN LAG(txn_quarter) OVER (PARTITION BY txn_year, category ORDER BY txn_quarter NULLS LAST) = txn_quarter - 1
      THEN LAG(total_amount) OVER (PARTITION BY txn_year, category ORDER BY txn_quarter NULLS LAST)
    END AS prev_amount
  FROM categories
)
SELECT
  quarter_label,
  category,
  CAST(txn_count AS BIGINT) AS txn_count,
  CAST(total_amount AS BIGINT) AS total_amount,
  CAST(ROUND(avg_amount, 0) AS BIGINT) AS avg_amount,
  CAST(unique_cards AS BIGINT) AS unique_cards,
  CAST(
    SIGN(total_amount - prev_amount)
    * FLOOR((2e4 * ABS(total_amount - prev_amount) + prev_amount) / (2e0 * NULLIF(prev_amount, 0))) / 1e2 + 0e0
    AS DOUBLE
  ) AS qoq_growth_rate,
  txn_year,
  txn_quarter
FROM compared
