import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { computedTables, hiveName, tables } from '../../hive/contract.ts'
import { renderDdl } from '../../hive/ddl.ts'
import { renderImpalaSnapshots, renderSparkSnapshots } from '../../hive/snapshot-ddl.ts'

const folder = new URL('../../hive/', import.meta.url)

for (const table of tables) {
  test(`the checked-in DDL of ${table.name} is what npm run ddl writes`, () => {
    assert.equal(readFileSync(new URL(`${hiveName(table)}.sql`, folder), 'utf8'), renderDdl(table))
  })
}

for (const [engine, render] of [
  ['spark', renderSparkSnapshots],
  ['impala', renderImpalaSnapshots],
] as const)
  test(`the checked-in snapshots for ${engine} are what npm run ddl writes, one statement per table`, () => {
    const text = readFileSync(new URL(`snapshots.${engine}.sql`, folder), 'utf8')
    assert.equal(text, render())
    const named = [...text.matchAll(/(?:VIEW|EXISTS) (\w+)_snapshots/g)].map(([, name]) => name)
    assert.deepEqual(named, computedTables.map(hiveName))
  })

test('there is no DDL of a table outside the contract', () => {
  const known = new Set([
    ...tables.map((table) => `${hiveName(table)}.sql`),
    'snapshots.spark.sql',
    'snapshots.impala.sql',
  ])
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql') && !file.endsWith('queries.sql'))
  assert.deepEqual(
    files.filter((file) => !known.has(file)),
    [],
  )
})

test('a DDL names every column, its comment and its partitions once', () => {
  for (const table of tables) {
    const ddl = renderDdl(table)
    for (const { name, type, comment } of [...table.columns, ...table.partitions])
      assert.equal(ddl.split(`\n  ${name} ${type} COMMENT '${comment}'`).length, 2, `${table.name}.${name}`)
  }
})
