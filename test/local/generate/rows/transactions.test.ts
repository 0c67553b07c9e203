import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contractColumnNames } from '../../../../hive/input.ts'
import { generateCsv } from '../../../../local/generate/rows/csv.ts'
import { categories } from '../../../../local/generate/rows/merchants.ts'
import { defaultShape, generateRows, type Shape } from '../../../../local/generate/rows/transactions.ts'

const shape = (change: Partial<Shape>): Shape => ({ ...defaultShape, ...change })
const rowsOf = (change: Partial<Shape>) => [...generateRows(shape(change))]
const at = (row: string[], column: string) => row[contractColumnNames.indexOf(column)]!

test('the same shape gives the same bytes, a longer one begins with them, another seed does not', () => {
  const short = Buffer.concat([...generateCsv(shape({ rows: 500 }))])
  const long = Buffer.concat([...generateCsv(shape({ rows: 3000 }))])
  const other = Buffer.concat([...generateCsv(shape({ rows: 500, seed: 7 }))])
  assert.ok(short.equals(Buffer.concat([...generateCsv(shape({ rows: 500 }))])))
  assert.ok(long.subarray(0, short.length).equals(short))
  assert.ok(!other.equals(short))
})

test('files of different seeds or days share no transaction_id', () => {
  const files = [{}, { seed: 43 }, { from: '2024-02-01' }, { to: '2024-11-30' }, { customers: 9_999 }]
  const ids = files.flatMap((file) => rowsOf({ ...file, rows: 200 }).map((row) => at(row, 'transaction_id')))
  assert.equal(new Set(ids).size, files.length * 200)
})

test('56 merchants in 8 categories, 7 each, every name once', () => {
  assert.deepEqual(
    categories.map((category) => category.merchants.length),
    [7, 7, 7, 7, 7, 7, 7, 7],
  )
  assert.equal(new Set(categories.flatMap(({ merchants }) => merchants.map(([name]) => name))).size, 56)
})

test('of every hundred rows 95 are approved, 3 declined, 2 cancelled, and no beginning has many declined', () => {
  const statuses = rowsOf({ rows: 1000 }).map((row) => at(row, 'approval_status'))
  assert.equal(statuses.filter((status) => status === 'declined').length, 30)
  assert.equal(statuses.filter((status) => status === 'cancelled').length, 20)
  let declined = 0
  for (const [index, status] of statuses.entries()) {
    if (status === 'declined') declined++
    assert.ok(declined * 10 <= index + 1, `${declined} declined in the first ${index + 1} rows`)
  }
})

test('amounts are hundreds of won in range; only credit cards from 50,000 won are split', () => {
  for (const row of rowsOf({ rows: 20_000 })) {
    const amount = Number(at(row, 'amount'))
    assert.ok(amount >= 100 && amount <= 10_000_000 && amount % 100 === 0, `amount ${amount}`)
    if (at(row, 'installment_months') === '0') continue
    assert.equal(at(row, 'card_type'), '신용')
    assert.ok(amount >= 50_000)
  }
})

test('a crowded day has no double payment', () => {
  const day = { rows: 60_000, from: '2024-02-29', to: '2024-02-29', customers: 3 }
  const payments = rowsOf(day).map((row) =>
    [at(row, 'transaction_date'), at(row, 'card_no'), at(row, 'merchant'), at(row, 'amount')].join('|'),
  )
  assert.equal(new Set(payments).size, payments.length)
  assert.ok(payments.every((payment) => payment.startsWith('2024-02-29 ')))
})
