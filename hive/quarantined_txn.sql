-- One row per row of an upload that a check keeps apart while the rest of it is published.
-- Generated from hive/contract.ts by npm run ddl: change it there.
-- Hive and Spark: spark-sql --hivevar bucket=NAME -f hive/quarantined_txn.sql, then MSCK REPAIR TABLE quarantined_txn
--   when partitions were added.
-- Athena: put the bucket name in; the projection properties find the partitions, so nothing is to be repaired.
-- Impala: put the bucket name in, s3a:// for s3://, then ALTER TABLE quarantined_txn RECOVER PARTITIONS;
--   REFRESH quarantined_txn after files were replaced.
CREATE EXTERNAL TABLE IF NOT EXISTS quarantined_txn (
  upload_id STRING COMMENT 'Upload the row came with',
  source_key STRING COMMENT 'Object key of the upload in the input bucket',
  line BIGINT COMMENT 'Line of the file, from 1',
  check_name STRING COMMENT 'First check that found it',
  column_name STRING COMMENT 'Column at fault',
  detail STRING COMMENT 'Value or flaw that the check found, masked',
  raw_text STRING COMMENT 'The line as it was sent, masked, its first 4,096 bytes'
)
COMMENT 'One row per row of an upload that a check keeps apart while the rest of it is published'
PARTITIONED BY (
  run_date STRING COMMENT 'Day the upload was stored (KST), yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION 's3://${hivevar:bucket}/quarantined_txn'
TBLPROPERTIES (
  'parquet.compression' = 'SNAPPY',
  'projection.enabled' = 'true',
  'projection.run_date.type' = 'date',
  'projection.run_date.range' = '2026-01-01,NOW+1DAYS',
  'projection.run_date.format' = 'yyyy-MM-dd'
);
