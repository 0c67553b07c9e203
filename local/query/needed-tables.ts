import { hiveName, tables } from '../../hive/contract.ts'
import type { Table } from '../../hive/table.ts'

/**
 * The tables that an SQL text can read: those whose names stand in it, wherever that is. All of them when it puts names
 * together while it runs.
 */
export function neededTables(sql: string): readonly Table[] {
  if (/\bquery(_table)?\s*\(/i.test(sql)) return tables
  return tables.filter((table) => new RegExp(`\\b${hiveName(table)}\\b`, 'i').test(sql))
}
