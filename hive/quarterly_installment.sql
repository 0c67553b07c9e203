-- One row per quarter and number of installment months above 0 with an approved transaction.
-- Generated from hive/contract.ts by npm run ddl: change it there.
-- Hive and Spark: spark-sql --hivevar bucket=NAME -f hive/quarterly_installment.sql, then MSCK REPAIR TABLE quarterly_installment
--   when partitions were added.
-- Athena: put the bucket name in; the projection properties find the partitions, so nothing is to be repaired.
-- Impala: put the bucket name in, s3a:// for s3://, then ALTER TABLE quarterly_installment RECOVER PARTITIONS;
--   REFRESH quarterly_installment after files were replaced.
CREATE EXTERNAL TABLE IF NOT EXISTS quarterly_installment (
  txn_quarter INT COMMENT 'Quarter of the transaction (KST), 1 to 4',
  quarter_label STRING COMMENT 'Quarter in words, such as Q1(1-3월)',
  installment_months INT COMMENT 'Months the amount is paid over',
  txn_count BIGINT COMMENT 'Approved transactions',
  total_amount BIGINT COMMENT 'Sum of approved amounts, won'
)
COMMENT 'One row per quarter and number of installment months above 0 with an approved transaction'
PARTITIONED BY (
  txn_year INT COMMENT 'Year of the transaction (KST)'
)
STORED AS PARQUET
LOCATION 's3://${hivevar:bucket}/quarterly/installment'
TBLPROPERTIES (
  'parquet.compression' = 'SNAPPY',
  'projection.enabled' = 'true',
  'projection.txn_year.type' = 'integer',
  'projection.txn_year.range' = '2000,2099'
);
