import assert from 'node:assert/strict'
import { test } from 'node:test'
import { qualityChecks } from '../../../../hive/checks.ts'
import { checkKinds } from '../../../../local/generate/dirty/check-kinds.ts'
import { generateDirtyCsv } from '../../../../local/generate/dirty/dirty-csv.ts'
import { leastRows } from '../../../../local/generate/dirty/kind.ts'
import { dirtyKinds } from '../../../../local/generate/dirty/kinds.ts'
import { generateCsv } from '../../../../local/generate/rows/csv.ts'
import { defaultShape } from '../../../../local/generate/rows/transactions.ts'

const shape = { ...defaultShape, rows: leastRows }
const clean = Buffer.concat([...generateCsv(shape)])

// What a file of the contract holds cannot differ from what its sender said of it: that stands beside the file.
const beside = ['control_total']

test('there is one kind for each check, and it expects that check to speak', () => {
  assert.deepEqual(
    checkKinds.map((kind) => kind.name),
    qualityChecks.map((check) => check.name).filter((name) => !beside.includes(name)),
  )
  for (const { name, expected } of checkKinds) {
    assert.ok('checks' in expected && expected.checks.includes(name), name)
  }
})

test('every expected check exists, and its rule can give that verdict', () => {
  for (const { name, expected } of dirtyKinds) {
    for (const checkName of 'checks' in expected ? expected.checks : []) {
      const check = qualityChecks.find((candidate) => candidate.name === checkName)
      assert.ok(check, `${name} expects ${checkName}`)
      const limit = expected.outcome === 'rejected' ? check.failAbove : check.warnAbove
      assert.notEqual(limit, undefined, `${name} expects a verdict that ${checkName} never gives`)
    }
  }
})

test('names are unique', () => {
  assert.equal(new Set(dirtyKinds.map((kind) => kind.name)).size, dirtyKinds.length)
})

for (const kind of dirtyKinds) {
  test(`${kind.name} differs from a clean file and is the same every time`, () => {
    const file = Buffer.concat([...generateDirtyCsv(kind, shape)])
    assert.ok(!file.equals(clean))
    assert.ok(file.equals(Buffer.concat([...generateDirtyCsv(kind, shape)])))
  })
}
