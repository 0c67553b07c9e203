import type { DuckDBConnection } from '@duckdb/node-api'
import { hiveName, tables } from '../../hive/contract.ts'
import type { Table } from '../../hive/table.ts'
import { duckDbType, quoteName, quoteText } from '../../jobs/duckdb-sql.ts'

/** One object of a table, at hand as a file whose folders carry the partition values. */
export interface PublishedFile {
  table: Table
  /** Path below the table's prefix. */
  path: string
  local: string
  bytes: number
}

/** Makes one view per table of the contract, named as in Hive; a table without files is an empty view. */
export async function createViews(
  connection: DuckDBConnection,
  files: readonly PublishedFile[],
): Promise<void> {
  for (const table of tables) {
    const paths = files.filter((file) => file.table === table).map((file) => file.local)
    const select = paths.length ? selectFiles(table, paths) : selectNothing(table)
    const view = quoteName(hiveName(table))
    await connection.run(`CREATE VIEW ${view} AS ${select}`)
    await connection.run(`COMMENT ON VIEW ${view} IS ${quoteText(table.comment)}`)
  }
}

function selectFiles(table: Table, paths: readonly string[]): string {
  const types = table.partitions.map(({ name, type }) => `${quoteText(name)}: ${duckDbType[type]}`)
  const columns = [...table.columns, ...table.partitions].map(({ name }) => quoteName(name))
  const list = paths.map(quoteText).join(', ')
  return (
    `SELECT ${columns.join(', ')} FROM read_parquet([${list}], hive_partitioning = true, ` +
    `hive_types = {${types.join(', ')}}, union_by_name = true)`
  )
}

function selectNothing(table: Table): string {
  const columns = [...table.columns, ...table.partitions].map(
    ({ name, type }) => `CAST(NULL AS ${duckDbType[type]}) AS ${quoteName(name)}`,
  )
  return `SELECT ${columns.join(', ')} WHERE false`
}
