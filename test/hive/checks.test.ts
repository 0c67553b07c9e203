import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judge, qualityChecks, rowChecks } from '../../hive/checks.ts'
import { contractColumnNames, inputColumnNames } from '../../hive/input.ts'

const check = (name: string) => {
  const found = qualityChecks.find((candidate) => candidate.name === name)
  assert.ok(found, name)
  return found
}

test('every check has a name of its own, and every input column a null check', () => {
  const names = qualityChecks.map(({ name }) => name)
  assert.equal(new Set(names).size, names.length)
  for (const column of contractColumnNames) assert.ok(names.includes(`null_${column}`), column)
})

test('a check of single rows blames input columns', () => {
  for (const { name, when } of rowChecks) {
    assert.notEqual(Object.keys(when).length, 0, name)
    for (const column of Object.keys(when)) assert.ok(inputColumnNames.includes(column), `${name}: ${column}`)
  }
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
