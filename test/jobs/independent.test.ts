import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { findTable, tables } from '../../hive/contract.ts'
import type { Table } from '../../hive/table.ts'
import { duckDbPrelude } from '../../jobs/duckdb-sql.ts'
import { readSql } from '../../jobs/sql.ts'
import { dated, newest, type Row } from './independent.ts'
import { independentTables } from './independent-tables.ts'
import { type Cell, readCells, viewCsv } from './table-case.ts'
import { sampleTransactions, type Transaction, transactionRow, writeCsv } from './transactions.ts'

const folder = mkdtempSync(join(tmpdir(), 'independent-'))
const csv = join(folder, 'transactions.csv')
let instance: DuckDBInstance
let connection: DuckDBConnection
before(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  connection = await instance.connect()
  await connection.run(duckDbPrelude)
})
after(() => {
  instance.closeSync()
  rmSync(folder, { recursive: true })
})

const columnsOf = (table: Table) => [...table.columns, ...table.partitions]
const unordered = (rows: Cell[][]) => rows.map((row) => JSON.stringify(row)).sort()
const cells = (table: Table, rows: Row[]) =>
  rows.map((row) => columnsOf(table).map(({ name }) => row[name] as Cell))

async function computed(table: Table, rows: readonly Transaction[]): Promise<Cell[][]> {
  writeCsv(csv, rows)
  await viewCsv(connection, csv, table.name === 'partitioned_txn' ? 'staged' : 'published')
  return readCells(connection, columnsOf(table), readSql(table), [])
}

const rows = sampleTransactions(5000, 20240101)
for (const [name, compute] of Object.entries(independentTables))
  test(`${name} equals an independent computation to the won`, async () => {
    const table = findTable(name)
    const expected = cells(table, compute(rows.map(dated)))
    assert.ok(expected.length > 0)
    assert.deepEqual(unordered(await computed(table, rows)), unordered(expected))
  })

/** Uploads in order, each with every id at most once, as the quality gate demands. */
const uploads = fc.array(
  fc.uniqueArray(fc.record({ id: fc.integer({ min: 0, max: 15 }), row: transactionRow }), {
    selector: ({ id }) => id,
    maxLength: 12,
  }),
  { minLength: 1, maxLength: 6 },
)

test('partitioned_txn holds the newest row of each id, however rows are split into uploads', async () => {
  const table = tables.find(({ name }) => name === 'partitioned_txn')!
  await fc.assert(
    fc.asyncProperty(uploads, fc.nat(), async (sent, turn) => {
      const staged = sent.flatMap((upload, order) =>
        upload.map(({ id, row }) => {
          return { transaction_id: `T${id}`, ...row, upload_id: `upload-${order}`, upload_order: order }
        }),
      )
      if (staged.length === 0) return
      const turned = staged.map((_, index) => staged[(index + turn) % staged.length]!)
      const expected = cells(table, independentTables.partitioned_txn!(newest(staged)))
      assert.deepEqual(unordered(await computed(table, turned)), unordered(expected))
    }),
    { numRuns: 100 },
  )
})
