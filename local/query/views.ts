import type { DuckDBConnection } from '@duckdb/node-api'
import { hiveName, tables } from '../../hive/contract.ts'
import type { Table } from '../../hive/table.ts'
import { fromFolders, quoteName, quoteText, selectStored } from '../../jobs/duckdb-sql.ts'

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
    const columns = [...table.columns, ...table.partitions]
    const select = selectStored(columns, paths, fromFolders(table.partitions))
    const view = quoteName(hiveName(table))
    await connection.run(`CREATE VIEW ${view} AS ${select}`)
    await connection.run(`COMMENT ON VIEW ${view} IS ${quoteText(table.comment)}`)
  }
}
