-- One row per measured variant of a benchmark run.
-- Generated from hive/contract.ts by npm run ddl: change it there.
-- Hive and Spark: spark-sql --hivevar bucket=NAME -f hive/benchmark_report.sql, then MSCK REPAIR TABLE benchmark_report
--   when partitions were added.
-- Athena: put the bucket name in; the projection properties find the partitions, so nothing is to be repaired.
-- Impala: put the bucket name in, s3a:// for s3://, then ALTER TABLE benchmark_report RECOVER PARTITIONS;
--   REFRESH benchmark_report after files were replaced.
CREATE EXTERNAL TABLE IF NOT EXISTS benchmark_report (
  engine STRING COMMENT 'duckdb or spark',
  test_name STRING COMMENT 'Measured variant',
  elapsed_sec DOUBLE COMMENT 'Wall time, seconds',
  row_count BIGINT COMMENT 'Rows read or written',
  bytes BIGINT COMMENT 'Bytes read or written',
  files INT COMMENT 'Files read or written',
  detail STRING COMMENT 'What was measured, for people'
)
COMMENT 'One row per measured variant of a benchmark run'
PARTITIONED BY (
  run_date STRING COMMENT 'Day of the run (KST), yyyy-MM-dd'
)
STORED AS PARQUET
LOCATION 's3://${hivevar:bucket}/benchmark_report'
TBLPROPERTIES (
  'parquet.compression' = 'SNAPPY',
  'projection.enabled' = 'true',
  'projection.run_date.type' = 'date',
  'projection.run_date.range' = '2026-01-01,NOW+1DAYS',
  'projection.run_date.format' = 'yyyy-MM-dd'
);
