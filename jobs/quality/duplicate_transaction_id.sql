-- one row per transaction_id that occurs more than once in the upload: the 20 most frequent; issue_count counts all
WITH repeated AS (
  SELECT transaction_id, COUNT(*) AS occurrences
  FROM transactions
  WHERE transaction_id IS NOT NULL
  GROUP BY transaction_id
  HAVING COUNT(*) > 1
)
SELECT
  CAST(COUNT(*) OVER () AS BIGINT) AS issue_count,
  CAST(occurrences AS BIGINT) AS occurrences,
  CAST(transaction_id AS STRING) AS sample
FROM repeated
ORDER BY occurrences DESC NULLS LAST, sample NULLS LAST
LIMIT 20
