import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { dirtyKinds } from '../../local/generate/dirty/kinds.ts'

const text = readFileSync(new URL('../../docs/input.md', import.meta.url), 'utf8')
const shown = [...text.matchAll(/`([a-z0-9_]+\*?)`/g)].map(([, name]) => name!)

test('every kind of dirty file stands in the document', () => {
  const patterns = shown.map((name) => new RegExp(`^${name.replace('*', '.*')}$`))
  const absent = dirtyKinds.filter(({ name }) => !patterns.some((pattern) => pattern.test(name)))
  assert.deepEqual(
    absent.map(({ name }) => name),
    [],
  )
})

test('every row of its tables names a kind or a test', () => {
  const rows = text
    .split('## What a message says')[0]!
    .split('\n')
    .filter((row) => row.startsWith('| ') && !row.startsWith('| ---') && !row.endsWith('| shown by |'))
  assert.ok(rows.length > 40)
  for (const row of rows) {
    const proof = row.split(' | ').at(-1)!
    const kinds = [...proof.matchAll(/`([a-z0-9_]+\*?)`/g)].map(([, name]) => name!)
    const known = kinds.every((name) =>
      dirtyKinds.some((kind) => kind.name.startsWith(name.replace('*', ''))),
    )
    assert.ok(known && (kinds.length > 0 || proof.includes('.test.ts)')), row)
  }
})
