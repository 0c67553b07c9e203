-- Questions to the past, for spark-sql after hive/snapshots.spark.sql. In Athena write TABLE_snapshots for snapshots.TABLE.
-- moment: a time such as 2026-11-01 18:00:00 in the zone of the session.
-- month_snapshot, year_snapshot: snapshots of two tables in one round, as _iceberg/rounds/<round>.json names them.

-- what the quarters said at a moment: transactions and amount by card type
SELECT txn_year, txn_quarter, card_type, txn_count, total_amount
FROM snapshots.quarterly_card_type FOR TIMESTAMP AS OF TIMESTAMP '${hivevar:moment}'
ORDER BY txn_year, txn_quarter, card_type NULLS LAST;

-- what has changed since: amount of every month then and now, where they differ
SELECT
  present.txn_year,
  present.txn_month,
  past.total_amount AS amount_then,
  present.total_amount AS amount_now
FROM snapshots.monthly_trend AS present
LEFT JOIN snapshots.monthly_trend FOR TIMESTAMP AS OF TIMESTAMP '${hivevar:moment}' AS past
  ON present.txn_year = past.txn_year AND present.txn_month = past.txn_month
WHERE COALESCE(past.total_amount, -1) <> present.total_amount
ORDER BY present.txn_year, present.txn_month;

-- two tables of one round: a year's amount by its months and by its days
SELECT months.txn_year, months.total_amount AS by_month, days.total_amount AS by_day
FROM (
  SELECT txn_year, SUM(total_amount) AS total_amount
  FROM snapshots.monthly_trend FOR VERSION AS OF ${hivevar:year_snapshot}
  GROUP BY txn_year
) AS months
JOIN (
  SELECT txn_year, SUM(total_amount) AS total_amount
  FROM snapshots.daily_summary FOR VERSION AS OF ${hivevar:month_snapshot}
  GROUP BY txn_year
) AS days ON months.txn_year = days.txn_year
ORDER BY months.txn_year;
