import type { Table } from './table.ts'

/**
 * Iceberg's field id of every column of a table, by name: its position in the contract, counted from 1, partition
 * columns first. Files carry them, so a column is only ever appended to a table, never moved, renamed or removed.
 */
export function fieldIds(table: Table): Map<string, number> {
  const columns = [...table.partitions, ...table.columns]
  return new Map(columns.map(({ name }, index) => [name, index + 1]))
}
