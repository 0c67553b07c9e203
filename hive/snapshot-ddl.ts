import { computedTables, hiveName } from './contract.ts'
import type { Table } from './table.ts'

/** Name of a table's snapshots where they stand beside the Hive table, as in Glue: `daily_summary_snapshots`. */
export const snapshotName = (table: Table) => `${hiveName(table)}_snapshots`

const header = (
  engine: string,
  usage: string,
) => `-- The snapshots of every table that has them, for ${engine}.
-- Generated from hive/contract.ts by npm run ddl: change it there.
${usage}`

/** Statements for a session of Spark with Iceberg's runtime; the bucket is the variable `hivevar:bucket`. */
export const renderSparkSnapshots = () => `${header(
  'Spark with Iceberg',
  `-- spark-sql --packages org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.10.1 --hivevar bucket=NAME
--   -i hive/snapshots.spark.sql
-- snapshots.TABLE can be read as of a snapshot or a moment; TABLE_snapshots is its newest state.`,
)}
SET spark.sql.catalog.snapshots = org.apache.iceberg.spark.SparkCatalog;
SET spark.sql.catalog.snapshots.type = hadoop;
SET spark.sql.catalog.snapshots.warehouse = s3://\${hivevar:bucket}/_iceberg;
SET \`spark.sql.catalog.snapshots.cache-enabled\` = \`false\`;
${computedTables
  .map(
    (table) =>
      `CREATE OR REPLACE TEMPORARY VIEW ${snapshotName(table)} AS SELECT * FROM snapshots.${hiveName(table)};\n`,
  )
  .join('')}`

/** CREATE statements for Impala; the bucket is the variable `var:bucket`. */
export const renderImpalaSnapshots = () => `${header(
  'Impala',
  `-- impala-shell --var=bucket=NAME -f hive/snapshots.impala.sql; REFRESH TABLE_snapshots after a run.
-- The columns are those of the table's metadata.`,
)}
${computedTables
  .map(
    (table) => `CREATE EXTERNAL TABLE IF NOT EXISTS ${snapshotName(table)}
STORED AS ICEBERG
LOCATION 's3a://\${var:bucket}/_iceberg/${hiveName(table)}'
TBLPROPERTIES ('iceberg.catalog' = 'hadoop.tables');
`,
  )
  .join('')}`
