-- One row per quarter and card type with an approved transaction.
-- Generated from hive/contract.ts by npm run ddl: change it there.
-- Hive and Spark: spark-sql --hivevar bucket=NAME -f hive/quarterly_card_type.sql, then MSCK REPAIR TABLE quarterly_card_type
--   when partitions were added.
-- Athena: put the bucket name in; the projection properties find the partitions, so nothing is to be repaired.
-- Impala: put the bucket name in, s3a:// for s3://, then ALTER TABLE quarterly_card_type RECOVER PARTITIONS;
--   REFRESH quarterly_card_type after files were replaced.
CREATE EXTERNAL TABLE IF NOT EXISTS quarterly_card_type (
  txn_quarter INT COMMENT 'Quarter of the transaction (KST), 1 to 4',
  quarter_label STRING COMMENT 'Quarter in words, such as Q1(1-3월)',
  card_type STRING COMMENT '신용 (credit) or 체크 (debit)',
  txn_count BIGINT COMMENT 'Approved transactions',
  total_amount BIGINT COMMENT 'Sum of approved amounts, won',
  avg_amount BIGINT COMMENT 'Mean approved amount, whole won, half up'
)
COMMENT 'One row per quarter and card type with an approved transaction'
PARTITIONED BY (
  txn_year INT COMMENT 'Year of the transaction (KST)'
)
STORED AS PARQUET
LOCATION 's3://${hivevar:bucket}/quarterly/card_type'
TBLPROPERTIES (
  'parquet.compression' = 'SNAPPY',
  'projection.enabled' = 'true',
  'projection.txn_year.type' = 'integer',
  'projection.txn_year.range' = '2000,2099'
);
