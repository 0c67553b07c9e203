import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { printResult } from '../../../local/query/print-result.ts'
import { textWidth } from '../../../local/terminal/wording.ts'

const result = {
  columns: ['category', 'txn_count'],
  numeric: [false, true],
  rows: [
    ['식비', 30101],
    ['a\tb', null],
  ],
}

test('a table is aligned with Korean in it, and shows NULL and control characters harmlessly', () => {
  const lines = stripVTControlCharacters(printResult(result, 'table', 100)).split('\n')
  assert.deepEqual(lines, [
    'category  txn_count',
    '────────  ─────────',
    '식비          30101',
    'a�b               –',
    '2 rows',
  ])
})

test('a table says how many rows it leaves out', () => {
  assert.match(printResult(result, 'table', 1), /… 1 more rows \(--limit 0 shows all\)/)
})

test('lines keep one row per line', () => {
  assert.equal(printResult(result, 'lines', 100), 'category\ttxn_count\n식비\t30101\na b\t')
})

test('JSON keeps values and nulls', () => {
  assert.deepEqual(JSON.parse(printResult(result, 'json', 100)), [
    { category: '식비', txn_count: 30101 },
    { category: 'a\tb', txn_count: null },
  ])
})

const widths = [
  ['abc', 3],
  ['식비', 4],
  ['☕', 2],
  ['한글'.normalize('NFD'), 4],
] as const
for (const [text, width] of widths)
  test(`${text} is ${width} wide`, () => assert.equal(textWidth(text), width))
