-- One row per merchant and category of the ten highest revenue ranks of the quarter.
-- Generated from hive/contract.ts by npm run ddl: change it there.
-- Hive and Spark: spark-sql --hivevar bucket=NAME -f hive/quarterly_merchant_top10.sql, then MSCK REPAIR TABLE quarterly_merchant_top10
--   when partitions were added.
-- Athena: put the bucket name in; the projection properties find the partitions, so nothing is to be repaired.
-- Impala: put the bucket name in, s3a:// for s3://, then ALTER TABLE quarterly_merchant_top10 RECOVER PARTITIONS;
--   REFRESH quarterly_merchant_top10 after files were replaced.
CREATE EXTERNAL TABLE IF NOT EXISTS quarterly_merchant_top10 (
  quarter_label STRING COMMENT 'Quarter in words, such as Q1(1-3월)',
  merchant STRING COMMENT 'Merchant name',
  category STRING COMMENT 'Spending category',
  txn_count BIGINT COMMENT 'Approved transactions',
  total_revenue BIGINT COMMENT 'Sum of approved amounts, won',
  unique_customers BIGINT COMMENT 'Different cards with an approved transaction',
  rank INT COMMENT 'Dense rank by total_revenue within the quarter, 1 is the highest'
)
COMMENT 'One row per merchant and category of the ten highest revenue ranks of the quarter'
PARTITIONED BY (
  txn_year INT COMMENT 'Year of the transaction (KST)',
  txn_quarter INT COMMENT 'Quarter of the transaction (KST), 1 to 4'
)
STORED AS PARQUET
LOCATION 's3://${hivevar:bucket}/quarterly/merchant_top10'
TBLPROPERTIES (
  'parquet.compression' = 'SNAPPY',
  'projection.enabled' = 'true',
  'projection.txn_year.type' = 'integer',
  'projection.txn_year.range' = '2000,2099',
  'projection.txn_quarter.type' = 'integer',
  'projection.txn_quarter.range' = '1,4'
);
