import { type Column, fieldIds, type Table } from '../hive/table.ts'

/** A text as a literal of SQL; every value that enters a statement goes through it. */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** A name as a quoted identifier of DuckDB. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** What DuckDB must run first so that it understands the shared SQL: Spark's names of two functions. */
export const duckDbPrelude =
  'CREATE OR REPLACE MACRO regexp_like(s, p) AS regexp_matches(s, p); CREATE OR REPLACE MACRO shiftleft(v, n) AS v << n'

/** DuckDB's names of the contract's column types, as DESCRIBE shows them. */
export const duckDbType: Record<Column['type'], string> = {
  STRING: 'VARCHAR',
  INT: 'INTEGER',
  BIGINT: 'BIGINT',
  DOUBLE: 'DOUBLE',
  DATE: 'DATE',
}

/**
 * A SELECT of the rows of Parquet files that the pipeline wrote, with at least these columns: one that came after a file is
 * NULL in its rows. `options` are more of read_parquet's.
 */
export function selectStored(columns: readonly Column[], files: readonly string[], options = ''): string {
  const nulls = columns.map(({ name, type }) => `CAST(NULL AS ${duckDbType[type]}) AS ${quoteName(name)}`)
  const none = `SELECT ${nulls.join(', ')} WHERE false`
  if (files.length === 0) return none
  return `${none} UNION ALL BY NAME SELECT * FROM read_parquet([${files.map(quoteText).join(', ')}], union_by_name = true${options})`
}

/** Partition columns out of the folders of files, in the contract's types; an option of read_parquet. */
export const fromFolders = (columns: readonly Column[]): string => {
  const types = columns.map(({ name, type }) => `${quoteText(name)}: ${duckDbType[type]}`)
  return `, hive_partitioning = true, hive_types = {${types.join(', ')}}`
}

/** Rows of `relation` in one partition, stored columns only, in the table's own order. */
export function selectPartition(
  table: Table,
  relation: string,
  values: Record<string, string | number | null>,
): string {
  const columns = table.columns.map(({ name }) => quoteName(name)).join(', ')
  const filter = table.partitions.map(({ name }) => `${quoteName(name)} ${equals(values[name] ?? null)}`)
  const order = table.sortKeys.map((name) => `${quoteName(name)} NULLS LAST`)
  return `SELECT ${columns} FROM ${relation} WHERE ${filter.join(' AND ')} ORDER BY ${order.join(', ')}`
}

function equals(value: string | number | null): string {
  if (value === null) return 'IS NULL'
  return `= ${typeof value === 'number' ? value : quoteText(value)}`
}

/**
 * Writes the rows of a SELECT into a Parquet file of a table that carries the generation in its key-value metadata and
 * the columns' field ids, by which Iceberg's readers find them.
 */
export function copyToParquet(table: Table, select: string, path: string, generation: number): string {
  const ids = fieldIds(table)
  const fields = table.columns.map(({ name }) => `${quoteName(name)}: ${ids.get(name)}`)
  return (
    `COPY (${select}) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION snappy, ` +
    `FIELD_IDS {${fields.join(', ')}}, KV_METADATA {generation: ${quoteText(String(generation))}})`
  )
}
