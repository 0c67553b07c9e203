-- One row per category within a region with an approved transaction in the year.
-- Generated from hive/contract.ts by npm run ddl: change it there.
-- Hive and Spark: spark-sql --hivevar bucket=NAME -f hive/regional_analysis.sql, then MSCK REPAIR TABLE regional_analysis
--   when partitions were added.
-- Athena: put the bucket name in; the projection properties find the partitions, so nothing is to be repaired.
--   Rows without a region are in the partition 미상.
-- Impala: put the bucket name in, s3a:// for s3://, then ALTER TABLE regional_analysis RECOVER PARTITIONS;
--   REFRESH regional_analysis after files were replaced.
CREATE EXTERNAL TABLE IF NOT EXISTS regional_analysis (
  category STRING COMMENT 'Spending category',
  txn_count BIGINT COMMENT 'Approved transactions',
  total_amount BIGINT COMMENT 'Sum of approved amounts, won',
  avg_amount BIGINT COMMENT 'Mean approved amount, whole won, half up',
  unique_cards BIGINT COMMENT 'Different cards with an approved transaction',
  unique_merchants BIGINT COMMENT 'Different merchants with an approved transaction',
  credit_ratio DOUBLE COMMENT 'Credit card share of approved transactions, percent with two decimals',
  category_rank INT COMMENT 'Dense rank by txn_count within the region, 1 is the highest'
)
COMMENT 'One row per category within a region with an approved transaction in the year'
PARTITIONED BY (
  txn_year INT COMMENT 'Year of the transaction (KST)',
  region STRING COMMENT 'Region of the merchant'
)
STORED AS PARQUET
LOCATION 's3://${hivevar:bucket}/regional_analysis'
TBLPROPERTIES (
  'parquet.compression' = 'SNAPPY',
  'projection.enabled' = 'true',
  'projection.txn_year.type' = 'integer',
  'projection.txn_year.range' = '2000,2099',
  'projection.region.type' = 'enum',
  'projection.region.values' = '서울,경기,인천,부산,대구,대전,광주,제주,미상'
);
