-- One row per month with at least one transaction of any status in the year.
-- Generated from hive/contract.ts by npm run ddl: change it there.
-- Hive and Spark: spark-sql --hivevar bucket=NAME -f hive/monthly_trend.sql, then MSCK REPAIR TABLE monthly_trend
--   when partitions were added.
-- Athena: put the bucket name in; the projection properties find the partitions, so nothing is to be repaired.
-- Impala: put the bucket name in, s3a:// for s3://, then ALTER TABLE monthly_trend RECOVER PARTITIONS;
--   REFRESH monthly_trend after files were replaced.
CREATE EXTERNAL TABLE IF NOT EXISTS monthly_trend (
  txn_month INT COMMENT 'Month of the transaction (KST), 1 to 12',
  txn_count BIGINT COMMENT 'Approved transactions',
  total_amount BIGINT COMMENT 'Sum of approved amounts, won',
  avg_amount BIGINT COMMENT 'Mean approved amount, whole won, half up',
  unique_cards BIGINT COMMENT 'Different cards with an approved transaction',
  unique_merchants BIGINT COMMENT 'Different merchants with an approved transaction',
  mom_growth_rate DOUBLE COMMENT 'Growth of total_amount over the previous month of the year, percent'
)
COMMENT 'One row per month with at least one transaction of any status in the year'
PARTITIONED BY (
  txn_year INT COMMENT 'Year of the transaction (KST)'
)
STORED AS PARQUET
LOCATION 's3://${hivevar:bucket}/monthly_trend'
TBLPROPERTIES (
  'parquet.compression' = 'SNAPPY',
  'projection.enabled' = 'true',
  'projection.txn_year.type' = 'integer',
  'projection.txn_year.range' = '2000,2099'
);
