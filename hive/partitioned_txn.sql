-- One row per accepted transaction of any status; a transaction_id occurs once a month (grain=day: once a day).
-- Generated from hive/contract.ts by npm run ddl: change it there.
-- Hive and Spark: spark-sql --hivevar bucket=NAME -f hive/partitioned_txn.sql, then MSCK REPAIR TABLE partitioned_txn
--   when partitions were added.
-- Athena: put the bucket name in; the projection properties find the partitions, so nothing is to be repaired.
-- Impala: put the bucket name in, s3a:// for s3://, then ALTER TABLE partitioned_txn RECOVER PARTITIONS;
--   REFRESH partitioned_txn after files were replaced.
CREATE EXTERNAL TABLE IF NOT EXISTS partitioned_txn (
  transaction_id STRING COMMENT 'Identity of the transaction within its month (grain=day: its day)',
  transaction_date STRING COMMENT 'KST wall time as received, yyyy-MM-dd HH:mm:ss; sorts in time order',
  txn_date DATE COMMENT 'Day of the transaction (KST)',
  txn_hour INT COMMENT 'Hour of the transaction (KST), 0 to 23',
  card_no STRING COMMENT 'Masked card number, ****-****-****-NNNN',
  card_type STRING COMMENT '신용 (credit) or 체크 (debit)',
  merchant STRING COMMENT 'Merchant name',
  sub_category STRING COMMENT 'Finer category of the merchant',
  category STRING COMMENT 'Spending category',
  amount BIGINT COMMENT 'Amount, won',
  installment_months INT COMMENT 'Months the amount is paid over; 0 or 1 means at once',
  approval_status STRING COMMENT 'approved, declined or cancelled',
  region STRING COMMENT 'Region of the merchant',
  upload_id STRING COMMENT 'Upload the row came from',
  card_token STRING COMMENT 'Token that stands for the card number; NULL from senders that have none'
)
COMMENT 'One row per accepted transaction of any status; a transaction_id occurs once a month (grain=day: once a day)'
PARTITIONED BY (
  txn_year INT COMMENT 'Year of the transaction (KST)',
  txn_month INT COMMENT 'Month of the transaction (KST), 1 to 12'
)
STORED AS PARQUET
LOCATION 's3://${hivevar:bucket}/partitioned_txn'
TBLPROPERTIES (
  'parquet.compression' = 'SNAPPY',
  'projection.enabled' = 'true',
  'projection.txn_year.type' = 'integer',
  'projection.txn_year.range' = '2000,2099',
  'projection.txn_month.type' = 'integer',
  'projection.txn_month.range' = '1,12'
);
