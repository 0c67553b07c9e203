import { defaultPartition, hiveName } from './contract.ts'
import { policy } from './policy.ts'
import type { Column, Table } from './table.ts'

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`

const columnLines = (columns: Column[]) =>
  columns.map(({ name, type, comment }) => `  ${name} ${type} COMMENT ${quote(comment)}`).join(',\n')

/** Values of a partition column for Athena's partition projection. Throws for a column it has no rule for. */
function projection(column: string): Record<string, string> {
  if (column === 'txn_year') return { type: 'integer', range: `${policy.years.first},${policy.years.last}` }
  if (column === 'txn_month') return { type: 'integer', range: '1,12' }
  if (column === 'txn_quarter') return { type: 'integer', range: '1,4' }
  if (column === 'region')
    return { type: 'enum', values: [...policy.domains.region, defaultPartition].join(',') }
  if (column === 'run_date')
    return { type: 'date', range: `${policy.years.first}-01-01,NOW+1DAYS`, format: 'yyyy-MM-dd' }
  throw new Error(`no partition projection for column ${column}`)
}

/** Table properties: compression, and the partition projection with which Athena needs no MSCK REPAIR TABLE. */
export function tableProperties(table: Table): Record<string, string> {
  const properties: Record<string, string> = { 'parquet.compression': 'SNAPPY', 'projection.enabled': 'true' }
  for (const { name } of table.partitions)
    for (const [key, value] of Object.entries(projection(name)))
      properties[`projection.${name}.${key}`] = value
  return properties
}

/** The table's CREATE statement for Hive and Spark; the bucket is the variable `hivevar:bucket`. */
export function renderDdl(table: Table): string {
  const name = hiveName(table)
  const properties = Object.entries(tableProperties(table))
    .map(([key, value]) => `  ${quote(key)} = ${quote(value)}`)
    .join(',\n')
  const location = `s3://\${hivevar:bucket}/${table.name}`
  return `-- ${table.comment}.
-- Generated from hive/contract.ts by npm run ddl: change it there.
-- Hive and Spark: spark-sql --hivevar bucket=NAME -f hive/${name}.sql, then MSCK REPAIR TABLE ${name}
--   when partitions were added.
-- Athena: put the bucket name in; the projection properties find the partitions, so nothing is to be repaired.${regionNote(table)}
-- Impala: put the bucket name in, s3a:// for s3://, then ALTER TABLE ${name} RECOVER PARTITIONS;
--   REFRESH ${name} after files were replaced.
CREATE EXTERNAL TABLE IF NOT EXISTS ${name} (
${columnLines(table.columns)}
)
COMMENT ${quote(table.comment)}
PARTITIONED BY (
${columnLines(table.partitions)}
)
STORED AS PARQUET
LOCATION ${quote(location)}
TBLPROPERTIES (
${properties}
);
`
}

const regionNote = (table: Table) =>
  table.partitions.some(({ name }) => name === 'region')
    ? `\n--   Rows without a region are in the partition ${defaultPartition}.`
    : ''
