import { hiveName, unknownPartition } from './contract.ts'
import type { Column, PartitionColumn, Table } from './table.ts'

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`

const columnLines = (columns: Column[]) =>
  columns.map(({ name, type, comment }) => `  ${name} ${type} COMMENT ${quote(comment)}`).join(',\n')

/** Values of a partition column for Athena's partition projection. */
function projection({ values }: PartitionColumn): Record<string, string> {
  if (values.type === 'integer') return { type: 'integer', range: `${values.first},${values.last}` }
  if (values.type === 'enum')
    return { type: 'enum', values: values.values.map((value) => value ?? unknownPartition).join(',') }
  return { type: 'date', range: `${values.firstYear}-01-01,NOW+1DAYS`, format: 'yyyy-MM-dd' }
}

/** Table properties: compression, and the partition projection with which Athena needs no MSCK REPAIR TABLE. */
export function tableProperties(table: Table): Record<string, string> {
  const properties: Record<string, string> = { 'parquet.compression': 'SNAPPY', 'projection.enabled': 'true' }
  for (const column of table.partitions)
    for (const [key, value] of Object.entries(projection(column)))
      properties[`projection.${column.name}.${key}`] = value
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
-- Athena: put the bucket name in; the projection properties find the partitions, so nothing is to be repaired.${unknownNote(table)}
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

const unknownNote = ({ partitions }: Table) =>
  partitions
    .filter(({ values }) => values.type === 'enum' && values.values.includes(null))
    .map(({ name }) => `\n--   Rows without a ${name} are in the partition ${unknownPartition}.`)
    .join('')
