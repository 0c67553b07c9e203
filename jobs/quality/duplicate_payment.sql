-- one row per payment made more than once in the upload: the 20 most frequent; issue_count counts all
-- the sample is the first transaction_id, the time, the amount and the merchant; the card is left out on purpose
WITH repeated AS (
  SELECT
    transaction_date,
    amount,
    merchant,
    COUNT(*) AS occurrences,
    MIN(transaction_id) AS first_id
  FROM transactions
  WHERE transaction_date IS NOT NULL AND card_no IS NOT NULL AND amount IS NOT NULL AND merchant IS NOT NULL
  GROUP BY transaction_date, card_no, amount, merchant
  HAVING COUNT(*) > 1
)
SELECT
  CAST(COUNT(*) OVER () AS BIGINT) AS issue_count,
  CAST(occurrences AS BIGINT) AS occurrences,
  CAST(
    COALESCE(first_id || ', ', '') || transaction_date || ', ' || CAST(amount AS STRING) || ', ' || merchant
    AS STRING
  ) AS sample
FROM repeated
ORDER BY occurrences DESC NULLS LAST, sample NULLS LAST
LIMIT 20
