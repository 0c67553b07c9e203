-- The snapshots of every table that has them, for Spark with Iceberg.
-- Generated from hive/contract.ts by npm run ddl: change it there.
-- spark-sql --packages org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.10.1 --hivevar bucket=NAME
--   -i hive/snapshots.spark.sql
-- snapshots.TABLE can be read as of a snapshot or a moment; TABLE_snapshots is its newest state.
SET spark.sql.catalog.snapshots = org.apache.iceberg.spark.SparkCatalog;
SET spark.sql.catalog.snapshots.type = hadoop;
SET spark.sql.catalog.snapshots.warehouse = s3://${hivevar:bucket}/_iceberg;
SET `spark.sql.catalog.snapshots.cache-enabled` = `false`;
CREATE OR REPLACE TEMPORARY VIEW partitioned_txn_snapshots AS SELECT * FROM snapshots.partitioned_txn;
CREATE OR REPLACE TEMPORARY VIEW daily_summary_snapshots AS SELECT * FROM snapshots.daily_summary;
CREATE OR REPLACE TEMPORARY VIEW merchant_ranking_snapshots AS SELECT * FROM snapshots.merchant_ranking;
CREATE OR REPLACE TEMPORARY VIEW hourly_pattern_snapshots AS SELECT * FROM snapshots.hourly_pattern;
CREATE OR REPLACE TEMPORARY VIEW regional_analysis_snapshots AS SELECT * FROM snapshots.regional_analysis;
CREATE OR REPLACE TEMPORARY VIEW monthly_trend_snapshots AS SELECT * FROM snapshots.monthly_trend;
CREATE OR REPLACE TEMPORARY VIEW quarterly_category_summary_snapshots AS SELECT * FROM snapshots.quarterly_category_summary;
CREATE OR REPLACE TEMPORARY VIEW quarterly_merchant_top10_snapshots AS SELECT * FROM snapshots.quarterly_merchant_top10;
CREATE OR REPLACE TEMPORARY VIEW quarterly_qoq_growth_snapshots AS SELECT * FROM snapshots.quarterly_qoq_growth;
CREATE OR REPLACE TEMPORARY VIEW quarterly_card_type_snapshots AS SELECT * FROM snapshots.quarterly_card_type;
CREATE OR REPLACE TEMPORARY VIEW quarterly_region_snapshots AS SELECT * FROM snapshots.quarterly_region;
CREATE OR REPLACE TEMPORARY VIEW quarterly_installment_snapshots AS SELECT * FROM snapshots.quarterly_installment;
