import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findTable, hiveName, partitionPath, tables } from '../../hive/contract.ts'
import { contractColumnNames } from '../../hive/input.ts'
import { policy } from '../../hive/policy.ts'

test('the input contract has the 11 columns in order', () => {
  assert.equal(
    contractColumnNames.join(', '),
    'transaction_id, transaction_date, card_no, card_type, merchant, sub_category, category, amount, ' +
      'installment_months, approval_status, region',
  )
})

test('every table sorts by columns it stores and keeps partition columns out of the file', () => {
  for (const table of tables) {
    const stored = table.columns.map((column) => column.name)
    assert.equal(new Set(stored).size, stored.length, table.name)
    for (const key of table.sortKeys) assert.ok(stored.includes(key), `${table.name}.${key}`)
    for (const { name } of table.partitions) assert.ok(!stored.includes(name), `${table.name}.${name}`)
  }
})

test('Hive names are unique identifiers', () => {
  const names = tables.map(hiveName)
  assert.equal(new Set(names).size, names.length)
  for (const name of names) assert.match(name, /^[a-z][a-z0-9_]*$/)
})

test('partition paths are raw UTF-8, unpadded, and NULL is the unknown one', () => {
  const regional = findTable('regional_analysis')
  assert.equal(partitionPath(regional, { txn_year: 2024, region: '서울' }), 'txn_year=2024/region=서울')
  assert.equal(partitionPath(regional, { region: null, txn_year: 2024 }), 'txn_year=2024/region=미상')
  assert.equal(
    partitionPath(findTable('daily_summary'), { txn_year: 2024, txn_month: 3 }),
    'txn_year=2024/txn_month=3',
  )
})

test('partition values that Hive would escape are refused', () => {
  const regional = findTable('regional_analysis')
  for (const region of ['', 'a/b', 'a=b', 'a%b', 'a\nb'])
    assert.throws(() => partitionPath(regional, { txn_year: 2024, region }), /not a partition value/)
  assert.throws(() => partitionPath(regional, { txn_year: 2024 }), /no value for partition column region/)
  for (const region of policy.domains.region) partitionPath(regional, { txn_year: 2024, region })
})
