import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { readRows } from '../../functions/runtime/duckdb.ts'
import { hiveName, tables } from '../../hive/contract.ts'
import { duckDbPrelude, quoteName } from '../../jobs/duckdb-sql.ts'
import { readSql } from '../../jobs/sql.ts'
import {
  type Dated,
  dated,
  denseRank,
  distinct,
  groupBy,
  percent,
  type Row,
  sum,
  withStatus,
} from '../jobs/independent.ts'
import { independentTables } from '../jobs/independent-tables.ts'
import { viewCsv } from '../jobs/table-case.ts'
import { sampleTransactions, writeCsv } from '../jobs/transactions.ts'

const text = readFileSync(new URL('../../hive/queries.sql', import.meta.url), 'utf8')
const queries = text
  .split(/;\n/)
  .map((query) => query.trim())
  .filter(Boolean)
const folder = mkdtempSync(join(tmpdir(), 'queries-'))
const sample = sampleTransactions(3000, 11)
const approved = withStatus(sample.map(dated), 'approved')
let instance: DuckDBInstance
let connection: DuckDBConnection

before(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  connection = await instance.connect()
  await connection.run(duckDbPrelude)
  writeCsv(join(folder, 'transactions.csv'), sample)
  await viewCsv(connection, join(folder, 'transactions.csv'), 'published')
  await connection.run('CREATE VIEW partitioned_txn AS SELECT * FROM transactions')
  for (const table of tables.filter(
    ({ job, name }) => (job === 'etl' || job === 'quarterly') && name !== 'partitioned_txn',
  ))
    await connection.run(`CREATE TABLE ${hiveName(table)} AS ${readSql(table)}`)
})
after(() => {
  instance.closeSync()
  rmSync(folder, { recursive: true })
})

async function run(title: string): Promise<Row[]> {
  const query = queries.find((candidate) => candidate.includes(`-- ${title}`))
  assert.ok(query, title)
  const names = (await readRows<{ column_name: string }>(connection, `DESCRIBE ${query}`)).map(
    (row) => row.column_name,
  )
  const texts = names.map((name) => `CAST(${quoteName(name)} AS VARCHAR) AS ${quoteName(name)}`)
  return readRows<Row>(connection, `SELECT ${texts.join(', ')} FROM (${query}) AS result`)
}
const plain = (rows: Row[], columns: string[]) =>
  rows.map((row) => columns.map((name) => (row[name] === null ? null : String(row[name]))).join('|')).sort()

test('there are six questions, each with a title and an order, in the dialect both engines share', () => {
  assert.equal(queries.length, 6)
  for (const query of queries) {
    assert.match(query, /(^|\n)-- [a-z]/)
    assert.match(query, /ORDER BY/)
    assert.doesNotMatch(query, /["`]|QUALIFY|INTERVAL/)
  }
})

test('every question has an answer', async () => {
  for (const query of queries)
    assert.notEqual((await connection.runAndReadAll(query)).currentRowCount, 0, query)
})

test('the top 5 categories of a day are those with the highest approved amount', async () => {
  const days = independentTables.daily_summary!(sample.map(dated))
  const expected = denseRank(days, ['txn_date'], 'total_amount', 'category_rank').filter(
    (row) => Number(row.category_rank) <= 5,
  )
  const columns = ['txn_date', 'category', 'total_amount', 'txn_count', 'category_rank']
  assert.deepEqual(plain(await run('top 5 categories of each day'), columns), plain(expected, columns))
})

test('the shares of the time slots are those of all approved transactions', async () => {
  const slot = (row: Dated) => ['심야', '오전', '오후', '저녁'][Math.floor(row.txn_hour / 6)]!
  const expected = [2023, 2024].flatMap((year) => {
    const all = approved.filter((row) => row.txn_year === year)
    return [...Map.groupBy(all, slot)].map(([time_slot, some]) => {
      return {
        txn_year: year,
        time_slot,
        count_share: percent(some.length, all.length),
        amount_share: percent(sum(some), sum(all)),
      }
    })
  })
  const numbers = (rows: Row[]) =>
    rows.map((row) => ({
      ...row,
      count_share: Number(row.count_share),
      amount_share: Number(row.amount_share),
    }))
  const columns = ['txn_year', 'time_slot', 'count_share', 'amount_share']
  assert.deepEqual(plain(numbers(await run('share of the night')), columns), plain(expected, columns))
})

test('the monthly trend of a region counts its approved transactions', async () => {
  const expected = groupBy(approved, ['region', 'txn_year', 'txn_month'], (rows) => ({
    txn_count: rows.length,
    total_amount: sum(rows),
    unique_cards: distinct(rows.map((row) => row.card_token ?? row.card_no)),
  }))
  const columns = ['region', 'txn_year', 'txn_month', 'txn_count', 'total_amount', 'unique_cards']
  assert.deepEqual(plain(await run('monthly trend of each region'), columns), plain(expected, columns))
})
