-- One row per merchant, category and sub-category with an approved transaction in the year.
-- Generated from hive/contract.ts by npm run ddl: change it there.
-- Hive and Spark: spark-sql --hivevar bucket=NAME -f hive/merchant_ranking.sql, then MSCK REPAIR TABLE merchant_ranking
--   when partitions were added.
-- Athena: put the bucket name in; the projection properties find the partitions, so nothing is to be repaired.
-- Impala: put the bucket name in, s3a:// for s3://, then ALTER TABLE merchant_ranking RECOVER PARTITIONS;
--   REFRESH merchant_ranking after files were replaced.
CREATE EXTERNAL TABLE IF NOT EXISTS merchant_ranking (
  merchant STRING COMMENT 'Merchant name',
  category STRING COMMENT 'Spending category',
  sub_category STRING COMMENT 'Finer category of the merchant',
  txn_count BIGINT COMMENT 'Approved transactions',
  unique_customers BIGINT COMMENT 'Different cards with an approved transaction',
  total_revenue BIGINT COMMENT 'Sum of approved amounts, won',
  avg_transaction BIGINT COMMENT 'Mean approved amount, whole won, half up',
  revenue_rank INT COMMENT 'Dense rank by total_revenue, 1 is the highest'
)
COMMENT 'One row per merchant, category and sub-category with an approved transaction in the year'
PARTITIONED BY (
  txn_year INT COMMENT 'Year of the transaction (KST)'
)
STORED AS PARQUET
LOCATION 's3://${hivevar:bucket}/merchant_ranking'
TBLPROPERTIES (
  'parquet.compression' = 'SNAPPY',
  'projection.enabled' = 'true',
  'projection.txn_year.type' = 'integer',
  'projection.txn_year.range' = '2000,2099'
);
