-- One row per quarter with an approved transaction.
-- Generated from hive/contract.ts by npm run ddl: change it there.
-- Hive and Spark: spark-sql --hivevar bucket=NAME -f hive/quarterly_qoq_growth.sql, then MSCK REPAIR TABLE quarterly_qoq_growth
--   when partitions were added.
-- Athena: put the bucket name in; the projection properties find the partitions, so nothing is to be repaired.
-- Impala: put the bucket name in, s3a:// for s3://, then ALTER TABLE quarterly_qoq_growth RECOVER PARTITIONS;
--   REFRESH quarterly_qoq_growth after files were replaced.
CREATE EXTERNAL TABLE IF NOT EXISTS quarterly_qoq_growth (
  txn_quarter INT COMMENT 'Quarter of the transaction (KST), 1 to 4',
  quarter_label STRING COMMENT 'Quarter in words, such as Q1(1-3월)',
  txn_count BIGINT COMMENT 'Approved transactions',
  total_amount BIGINT COMMENT 'Sum of approved amounts, won',
  unique_cards BIGINT COMMENT 'Different cards with an approved transaction',
  prev_amount BIGINT COMMENT 'total_amount of the previous quarter of the year, won',
  prev_count BIGINT COMMENT 'txn_count of the previous quarter of the year',
  amount_growth_rate DOUBLE COMMENT 'Growth of total_amount over the previous quarter, percent',
  count_growth_rate DOUBLE COMMENT 'Growth of txn_count over the previous quarter, percent'
)
COMMENT 'One row per quarter with an approved transaction'
PARTITIONED BY (
  txn_year INT COMMENT 'Year of the transaction (KST)'
)
STORED AS PARQUET
LOCATION 's3://${hivevar:bucket}/quarterly/qoq_growth'
TBLPROPERTIES (
  'parquet.compression' = 'SNAPPY',
  'projection.enabled' = 'true',
  'projection.txn_year.type' = 'integer',
  'projection.txn_year.range' = '2000,2099'
);
