import assert from 'node:assert/strict'
import { hiveName, tables, unknownPartition } from '../../../hive/contract.ts'
import type { Table } from '../../../hive/table.ts'
import { quoteName } from '../../../jobs/duckdb-sql.ts'
import { withPublishedTables } from '../../../local/query/open-tables.ts'
import { newest, type Row } from '../../jobs/independent.ts'
import { independentTables } from '../../jobs/independent-tables.ts'
import { type Cell, readCells } from '../../jobs/table-case.ts'
import type { Transaction } from '../../jobs/transactions.ts'

/** What should be in the tables: the rows of each key's newest published upload. */
const ledger = new Map<string, Transaction[]>()
let sequence = 0

/** Notes that a key's upload was published with these rows; no rows take the key out. */
export function enter(key: string, upload: string, rows: readonly Transaction[]): void {
  sequence++
  ledger.set(
    key,
    rows.map((row) => ({ ...row, upload_id: upload, upload_order: sequence })),
  )
}

/** Compares every row of every table with an independent computation from the ledger. */
export async function assertTables(): Promise<void> {
  const rows = newest([...ledger.values()].flat())
  await withPublishedTables(async ({ connection }) => {
    for (const table of tables.filter(({ job }) => job === 'etl' || job === 'quarterly')) {
      const columns = columnsOf(table)
      const select = `SELECT * FROM ${quoteName(hiveName(table))}`
      const found = await readCells(connection, columns, select, [])
      const expected = independentTables[table.name]!(rows).map((row) => cellsOf(table, row))
      assert.deepEqual(unordered(found), unordered(expected), table.name)
    }
  })
}

const columnsOf = (table: Table) => [...table.columns, ...table.partitions]
// a partition column has no null: rows without a value are in a partition of their own
const cellsOf = (table: Table, row: Row): Cell[] => [
  ...table.columns.map(({ name }) => row[name] ?? null),
  ...table.partitions.map(({ name }) => row[name] ?? unknownPartition),
]
const unordered = (rows: Cell[][]) => rows.map((row) => JSON.stringify(row)).sort()
