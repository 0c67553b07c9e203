import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judge, qualityChecks } from '../../hive/checks.ts'

const check = (name: string) => {
  const found = qualityChecks.find((candidate) => candidate.name === name)
  assert.ok(found, name)
  return found
}

test('there are 27 checks with unique names, two of them over the whole upload', () => {
  assert.equal(new Set(qualityChecks.map(({ name }) => name)).size, 27)
  assert.equal(qualityChecks.filter(({ category }) => category === 'null').length, 11)
  assert.equal(qualityChecks.filter(({ category }) => category === 'domain').length, 4)
  assert.deepEqual(
    qualityChecks.filter(({ level }) => level === 'set').map(({ name }) => name),
    ['duplicate_transaction_id', 'duplicate_payment'],
  )
})

const cases = [
  ['null_merchant', 0, 100, 'PASS'],
  ['null_merchant', 1, 100, 'WARN'],
  ['null_merchant', 101, 10_000, 'FAIL'],
  ['null_transaction_id', 1, 1_000_000, 'FAIL'],
  ['null_transaction_date', 1, 1_000_000, 'FAIL'],
  ['duplicate_transaction_id', 1, 1_000_000, 'FAIL'],
  ['duplicate_payment', 500, 1_000, 'WARN'],
  ['amount_zero', 1_000, 1_000, 'WARN'],
  ['amount_negative', 1, 1_000, 'FAIL'],
  ['declined_ratio', 100, 1_000, 'PASS'],
  ['declined_ratio', 101, 1_000, 'WARN'],
  ['malformed_line', 1, 0, 'FAIL'],
  ['unmasked_card', 0, 0, 'PASS'],
] as const

for (const [name, issues, rows, verdict] of cases) {
  test(`${name} with ${issues} issues in ${rows} rows is ${verdict}`, () => {
    assert.equal(judge(check(name), issues, rows), verdict)
  })
}
