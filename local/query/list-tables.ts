import { hiveName, tables } from '../../hive/contract.ts'
import type { Column, Table } from '../../hive/table.ts'
import { quoteName } from '../../jobs/duckdb-sql.ts'
import type { PublishedTables } from './open-tables.ts'
import type { Result } from './result.ts'

/** What is published: name, rows, objects, bytes, partition columns and meaning of every table. */
export async function listTables({ connection, files }: PublishedTables): Promise<Result> {
  const columns = ['table', 'rows', 'objects', 'bytes', 'partitions', 'comment']
  const rows: Result['rows'] = []
  for (const table of tables) {
    const own = files.filter((file) => file.table === table)
    const counted = await connection.runAndReadAll(`SELECT COUNT(*) FROM ${quoteName(hiveName(table))}`)
    const count = Number(counted.getRows()[0]![0])
    const bytes = own.reduce((sum, file) => sum + file.bytes, 0)
    const partitions = table.partitions.map(({ name }) => name).join(', ')
    rows.push([hiveName(table), count, own.length, bytes, partitions, table.comment])
  }
  return { columns, numeric: [false, true, true, true, false, false], rows }
}

/** The table of that name as Hive spells it, or undefined. */
export const findByHiveName = (name: string) => tables.find((table) => hiveName(table) === name)

/** Columns of a table with types and comments, partition columns last. */
export function listColumns(table: Table): Result {
  const partitions = new Set<Column>(table.partitions)
  const rows = [...table.columns, ...table.partitions].map((column) => [
    column.name,
    column.type,
    partitions.has(column) ? 'partition' : '',
    column.comment,
  ])
  return { columns: ['column', 'type', 'kind', 'comment'], numeric: [false, false, false, false], rows }
}
