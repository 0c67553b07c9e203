import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { readRows } from '../../functions/runtime/duckdb.ts'
import { setChecks } from '../../hive/checks.ts'
import { tables } from '../../hive/contract.ts'
import { bigint, type Column, string } from '../../hive/table.ts'
import { duckDbPrelude, duckDbType } from '../../jobs/duckdb-sql.ts'
import { selectIssues } from '../../jobs/set-checks.ts'
import { packageRoot, readSql, sqlPath } from '../../jobs/sql.ts'
import { readCells, readExpected, viewCsv } from './table-case.ts'

const casesFolder = fileURLToPath(new URL('cases/', import.meta.url))
const computed = tables.filter((table) => table.job === 'etl' || table.job === 'quarterly')
const checkColumns = [
  bigint('issue_count', 'All issues'),
  bigint('occurrences', 'Rows of this issue'),
  string('sample', 'The issue'),
]

interface Tested {
  name: string
  sql: string
  columns: Column[]
  order: string[]
  view: 'staged' | 'published'
}

/** Every SELECT of the project that makes rows, with what it must describe to. */
const selects: Tested[] = [
  ...computed.map(
    (table): Tested => ({
      name: table.name,
      sql: readSql(table),
      columns: [...table.columns, ...table.partitions],
      order: [...table.partitions.map(({ name }) => name), ...table.sortKeys],
      view: table.name === 'partitioned_txn' ? 'staged' : 'published',
    }),
  ),
  ...setChecks.map((check): Tested => {
    const sql = selectIssues(check)
    return { name: check.name, sql, columns: checkColumns, order: [], view: 'staged' }
  }),
]

let instance: DuckDBInstance
let connection: DuckDBConnection
before(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  connection = await instance.connect()
  await connection.run(duckDbPrelude)
})
after(() => instance.closeSync())

const casesOf = (name: string) => {
  const folder = `${casesFolder}${name}`
  return existsSync(folder) ? readdirSync(folder).filter((file) => !file.startsWith('.')) : []
}

for (const { name, sql, columns, order, view } of selects) {
  test(`${name} has a data case`, () => assert.notEqual(casesOf(name).length, 0))

  for (const folder of casesOf(name))
    test(`${name}: ${folder.replaceAll('-', ' ')}`, async () => {
      await viewCsv(connection, `${casesFolder}${name}/${folder}/transactions.csv`, view)
      const rows = await readCells(connection, columns, sql, order)
      assert.deepEqual(rows, readExpected(`${casesFolder}${name}/${folder}`, columns))
    })

  test(`${name} describes to its columns in Hive's types`, async () => {
    const [first] = casesOf(name)
    await viewCsv(connection, `${casesFolder}${name}/${first}/transactions.csv`, view)
    const described = await readRows<{ column_name: string; column_type: string }>(
      connection,
      `DESCRIBE ${sql}`,
    )
    assert.deepEqual(
      described.map((column) => `${column.column_name} ${column.column_type}`),
      columns.map((column) => `${column.name} ${duckDbType[column.type]}`),
    )
  })
}

test('every table of the etl and quarterly jobs has its SQL, and every SQL file its table', () => {
  const known = computed.map(sqlPath)
  const files = ['etl', 'quarterly'].flatMap((job) =>
    readdirSync(`${packageRoot()}/jobs/${job}`).map((file) => `jobs/${job}/${file}`),
  )
  assert.deepEqual(files.sort(), known.sort())
})

/** Every column of a SELECT is one that its view or a CTE stores, or is cast: no type is left to an engine. */
test('SQL keeps to the dialect both engines share', () => {
  const avoided =
    /["`]|\bHUGEINT\b|\bTIMESTAMP\b|\bINTERVAL\b|\bQUALIFY\b|\bTRY_CAST\b|\bstring_agg\b|\bregexp_replace\b|dayofweek|\\d|\/\/|\bNOW\b/i
  for (const { name, sql } of selects) {
    assert.doesNotMatch(sql, avoided, name)
    assert.match(sql, /^-- one row per [a-z]/, name)
    assert.ok(sql.split('\n').length <= 60, name)
    for (const order of sql.match(/ORDER BY [^)\n]*/g) ?? [])
      assert.match(order, /NULLS LAST/, `${name}: ${order}`)
    for (const aggregate of sql.match(/(?<!LAG\()\b(YEAR|MONTH|DENSE_RANK)\(.*$/gm) ?? [])
      assert.match(aggregate, /AS INT\)|AS revenue_rank/, `${name}: ${aggregate}`)
  }
})

const share = /FLOOR\(\(2e4 \* (\w+) \+ (\w+)\) \/ \(2e0 \* (?:\2|NULLIF\(\2, 0\))\)\) \/ 1e2/g
const growth =
  /SIGN\((\w+) - (\w+)\)\s+\* FLOOR\(\(2e4 \* ABS\(\1 - \2\) \+ \2\) \/ \(2e0 \* NULLIF\(\2, 0\)\)\) \/ 1e2 \+ 0e0/g

test('every share and every growth is the formula that CONTRIBUTING explains', () => {
  const texts = [
    readFileSync(`${packageRoot()}/CONTRIBUTING.md`, 'utf8'),
    ...computed.map((table) => readSql(table)),
  ]
  for (const text of texts) {
    const explained = [...text.matchAll(share), ...text.matchAll(growth)]
    assert.equal(explained.length, text.split('/ 1e2').length - 1, text.slice(0, 80))
  }
  assert.equal([...texts[0]!.matchAll(share)].length, 1)
  assert.equal([...texts[0]!.matchAll(growth)].length, 1)
})
