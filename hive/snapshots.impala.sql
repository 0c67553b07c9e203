-- The snapshots of every table that has them, for Impala.
-- Generated from hive/contract.ts by npm run ddl: change it there.
-- impala-shell --var=bucket=NAME -f hive/snapshots.impala.sql; REFRESH TABLE_snapshots after a run.
-- The columns are those of the table's metadata.
CREATE EXTERNAL TABLE IF NOT EXISTS partitioned_txn_snapshots
STORED AS ICEBERG
LOCATION 's3a://${var:bucket}/_iceberg/partitioned_txn'
TBLPROPERTIES ('iceberg.catalog' = 'hadoop.tables');
CREATE EXTERNAL TABLE IF NOT EXISTS daily_summary_snapshots
STORED AS ICEBERG
LOCATION 's3a://${var:bucket}/_iceberg/daily_summary'
TBLPROPERTIES ('iceberg.catalog' = 'hadoop.tables');
CREATE EXTERNAL TABLE IF NOT EXISTS merchant_ranking_snapshots
STORED AS ICEBERG
LOCATION 's3a://${var:bucket}/_iceberg/merchant_ranking'
TBLPROPERTIES ('iceberg.catalog' = 'hadoop.tables');
CREATE EXTERNAL TABLE IF NOT EXISTS hourly_pattern_snapshots
STORED AS ICEBERG
LOCATION 's3a://${var:bucket}/_iceberg/hourly_pattern'
TBLPROPERTIES ('iceberg.catalog' = 'hadoop.tables');
CREATE EXTERNAL TABLE IF NOT EXISTS regional_analysis_snapshots
STORED AS ICEBERG
LOCATION 's3a://${var:bucket}/_iceberg/regional_analysis'
TBLPROPERTIES ('iceberg.catalog' = 'hadoop.tables');
CREATE EXTERNAL TABLE IF NOT EXISTS monthly_trend_snapshots
STORED AS ICEBERG
LOCATION 's3a://${var:bucket}/_iceberg/monthly_trend'
TBLPROPERTIES ('iceberg.catalog' = 'hadoop.tables');
CREATE EXTERNAL TABLE IF NOT EXISTS quarterly_category_summary_snapshots
STORED AS ICEBERG
LOCATION 's3a://${var:bucket}/_iceberg/quarterly_category_summary'
TBLPROPERTIES ('iceberg.catalog' = 'hadoop.tables');
CREATE EXTERNAL TABLE IF NOT EXISTS quarterly_merchant_top10_snapshots
STORED AS ICEBERG
LOCATION 's3a://${var:bucket}/_iceberg/quarterly_merchant_top10'
TBLPROPERTIES ('iceberg.catalog' = 'hadoop.tables');
CREATE EXTERNAL TABLE IF NOT EXISTS quarterly_qoq_growth_snapshots
STORED AS ICEBERG
LOCATION 's3a://${var:bucket}/_iceberg/quarterly_qoq_growth'
TBLPROPERTIES ('iceberg.catalog' = 'hadoop.tables');
CREATE EXTERNAL TABLE IF NOT EXISTS quarterly_card_type_snapshots
STORED AS ICEBERG
LOCATION 's3a://${var:bucket}/_iceberg/quarterly_card_type'
TBLPROPERTIES ('iceberg.catalog' = 'hadoop.tables');
CREATE EXTERNAL TABLE IF NOT EXISTS quarterly_region_snapshots
STORED AS ICEBERG
LOCATION 's3a://${var:bucket}/_iceberg/quarterly_region'
TBLPROPERTIES ('iceberg.catalog' = 'hadoop.tables');
CREATE EXTERNAL TABLE IF NOT EXISTS quarterly_installment_snapshots
STORED AS ICEBERG
LOCATION 's3a://${var:bucket}/_iceberg/quarterly_installment'
TBLPROPERTIES ('iceberg.catalog' = 'hadoop.tables');
