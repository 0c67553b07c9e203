-- One row per quality check of an upload, passed checks included.
-- Generated from hive/contract.ts by npm run ddl: change it there.
-- Hive and Spark: spark-sql --hivevar bucket=NAME -f hive/quality_report.sql, then MSCK REPAIR TABLE quality_report
--   when partitions were added.
-- Athena: put the bucket name in; the projection properties find the partitions, so nothing is to be repaired.
-- Impala: put the bucket name in, s3a:// for s3://, then ALTER TABLE quality_report RECOVER PARTITIONS;
--   REFRESH quality_report after files were replaced.
CREATE EXTERNAL TABLE IF NOT EXISTS quality_report (
  upload_id STRING COMMENT 'Upload the check was made on',
  source_key STRING COMMENT 'Object key of the upload in the input bucket',
  check_category STRING COMMENT 'Kind of check',
  check_name STRING COMMENT 'Name of the check',
  status STRING COMMENT 'PASS, WARN or FAIL',
  issue_count BIGINT COMMENT 'Rows (of duplicates: ids or payments) that the check counted',
  issue_ratio DOUBLE COMMENT 'issue_count per row of the upload, percent with four decimals',
  detail STRING COMMENT 'What was found, for people',
  checked_at STRING COMMENT 'Moment of the check, ISO 8601 with +09:00'
)
COMMENT 'One row per quality check of an upload, passed checks included'
PARTITIONED BY (
  run_date STRING COMMENT 'Day the upload was stored (KST), yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION 's3://${hivevar:bucket}/quality_report'
TBLPROPERTIES (
  'parquet.compression' = 'SNAPPY',
  'projection.enabled' = 'true',
  'projection.run_date.type' = 'date',
  'projection.run_date.range' = '2026-01-01,NOW+1DAYS',
  'projection.run_date.format' = 'yyyy-MM-dd'
);
