import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { computedTables, hiveName } from '../../hive/contract.ts'
import { fieldIds } from '../../hive/table.ts'

// Files that were published carry these ids for ever: a line is only ever added to the end of a table.
const published: Record<string, string[]> = JSON.parse(
  readFileSync(new URL('field-ids.json', import.meta.url), 'utf8'),
)

test('every table with snapshots has its field ids written down', () => {
  assert.deepEqual(Object.keys(published), computedTables.map(hiveName))
})

for (const table of computedTables)
  test(`the columns of ${table.name} keep the field ids and types that its files carry`, () => {
    const ids = fieldIds(table)
    const byId = [...table.partitions, ...table.columns]
      .toSorted((a, b) => ids.get(a.name)! - ids.get(b.name)!)
      .map(({ name, type }) => `${name} ${type}`)
    assert.deepEqual(byId, published[hiveName(table)])
    assert.deepEqual(
      [...ids.values()].toSorted((a, b) => a - b),
      byId.map((_, index) => index + 1),
    )
  })
