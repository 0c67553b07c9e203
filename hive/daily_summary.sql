-- One row per day and category with at least one transaction of any status.
-- Generated from hive/contract.ts by npm run ddl: change it there.
-- Hive and Spark: spark-sql --hivevar bucket=NAME -f hive/daily_summary.sql, then MSCK REPAIR TABLE daily_summary
--   when partitions were added.
-- Athena: put the bucket name in; the projection properties find the partitions, so nothing is to be repaired.
-- Impala: put the bucket name in, s3a:// for s3://, then ALTER TABLE daily_summary RECOVER PARTITIONS;
--   REFRESH daily_summary after files were replaced.
CREATE EXTERNAL TABLE IF NOT EXISTS daily_summary (
  txn_date DATE COMMENT 'Day of the transactions (KST)',
  category STRING COMMENT 'Spending category',
  txn_count BIGINT COMMENT 'Approved transactions',
  unique_cards BIGINT COMMENT 'Different cards with an approved transaction',
  total_amount BIGINT COMMENT 'Sum of approved amounts, won',
  avg_amount BIGINT COMMENT 'Mean approved amount, whole won, half up',
  max_amount BIGINT COMMENT 'Largest approved amount, won',
  min_amount BIGINT COMMENT 'Smallest approved amount, won',
  declined_count BIGINT COMMENT 'Declined transactions',
  cancelled_count BIGINT COMMENT 'Cancelled transactions',
  approval_rate DOUBLE COMMENT 'Approved share of all transactions, percent with two decimals'
)
COMMENT 'One row per day and category with at least one transaction of any status'
PARTITIONED BY (
  txn_year INT COMMENT 'Year of the transaction (KST)',
  txn_month INT COMMENT 'Month of the transaction (KST), 1 to 12'
)
STORED AS PARQUET
LOCATION 's3://${hivevar:bucket}/daily_summary'
TBLPROPERTIES (
  'parquet.compression' = 'SNAPPY',
  'projection.enabled' = 'true',
  'projection.txn_year.type' = 'integer',
  'projection.txn_year.range' = '2000,2099',
  'projection.txn_month.type' = 'integer',
  'projection.txn_month.range' = '1,12'
);
