-- One row per hour of the day with at least one transaction of any status in the year.
-- Generated from hive/contract.ts by npm run ddl: change it there.
-- Hive and Spark: spark-sql --hivevar bucket=NAME -f hive/hourly_pattern.sql, then MSCK REPAIR TABLE hourly_pattern
--   when partitions were added.
-- Athena: put the bucket name in; the projection properties find the partitions, so nothing is to be repaired.
-- Impala: put the bucket name in, s3a:// for s3://, then ALTER TABLE hourly_pattern RECOVER PARTITIONS;
--   REFRESH hourly_pattern after files were replaced.
CREATE EXTERNAL TABLE IF NOT EXISTS hourly_pattern (
  txn_hour INT COMMENT 'Hour of the day (KST), 0 to 23',
  time_slot STRING COMMENT '심야 (night) 0-5, 오전 (morning) 6-11, 오후 (afternoon) 12-17, 저녁 (evening) 18-23',
  txn_count BIGINT COMMENT 'Approved transactions',
  total_amount BIGINT COMMENT 'Sum of approved amounts, won',
  avg_amount BIGINT COMMENT 'Mean approved amount, whole won, half up',
  unique_cards BIGINT COMMENT 'Different cards with an approved transaction',
  credit_ratio DOUBLE COMMENT 'Credit card share of approved transactions, percent with two decimals',
  cancel_rate DOUBLE COMMENT 'Cancelled share of all transactions, percent with two decimals'
)
COMMENT 'One row per hour of the day with at least one transaction of any status in the year'
PARTITIONED BY (
  txn_year INT COMMENT 'Year of the transaction (KST)'
)
STORED AS PARQUET
LOCATION 's3://${hivevar:bucket}/hourly_pattern'
TBLPROPERTIES (
  'parquet.compression' = 'SNAPPY',
  'projection.enabled' = 'true',
  'projection.txn_year.type' = 'integer',
  'projection.txn_year.range' = '2000,2099'
);
