-- One row per category with an approved transaction in the quarter.
-- Generated from hive/contract.ts by npm run ddl: change it there.
-- Hive and Spark: spark-sql --hivevar bucket=NAME -f hive/quarterly_category_summary.sql, then MSCK REPAIR TABLE quarterly_category_summary
--   when partitions were added.
-- Athena: put the bucket name in; the projection properties find the partitions, so nothing is to be repaired.
-- Impala: put the bucket name in, s3a:// for s3://, then ALTER TABLE quarterly_category_summary RECOVER PARTITIONS;
--   REFRESH quarterly_category_summary after files were replaced.
CREATE EXTERNAL TABLE IF NOT EXISTS quarterly_category_summary (
  quarter_label STRING COMMENT 'Quarter in words, such as Q1(1-3월)',
  category STRING COMMENT 'Spending category',
  txn_count BIGINT COMMENT 'Approved transactions',
  total_amount BIGINT COMMENT 'Sum of approved amounts, won',
  avg_amount BIGINT COMMENT 'Mean approved amount, whole won, half up',
  unique_cards BIGINT COMMENT 'Different cards with an approved transaction',
  qoq_growth_rate DOUBLE COMMENT 'Growth of total_amount over the previous quarter of the year, percent'
)
COMMENT 'One row per category with an approved transaction in the quarter'
PARTITIONED BY (
  txn_year INT COMMENT 'Year of the transaction (KST)',
  txn_quarter INT COMMENT 'Quarter of the transaction (KST), 1 to 4'
)
STORED AS PARQUET
LOCATION 's3://${hivevar:bucket}/quarterly/category_summary'
TBLPROPERTIES (
  'parquet.compression' = 'SNAPPY',
  'projection.enabled' = 'true',
  'projection.txn_year.type' = 'integer',
  'projection.txn_year.range' = '2000,2099',
  'projection.txn_quarter.type' = 'integer',
  'projection.txn_quarter.range' = '1,4'
);
