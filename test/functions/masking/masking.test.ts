import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maskValue } from '../../../functions/masking/masking.ts'

const cases: [value: string, shown: string][] = [
  ['4111111111111111', '************1111'],
  ['4111-1111-1111-1111', '****-****-****-1111'],
  ['a 4111.1111.1111.1112 b', 'a ****.****.****.1112 b'],
  ['3782 822463 10005 a', '**** ****** *0005 a'],
  ['4111,1111,1111,1111', '****,****,****,1111'],
  ['４１１１１１１１１１１１１１１２', '************１１１２'],
  ['T0000000001', 'T0000000001'],
  ['2024-02-30 10:00:00', '2024-02-30 10:00:00'],
  ['two\nlines\u0000', 'two[U+000A]lines[U+0000]'],
  ['서울\ufeff', '서울[U+FEFF]'],
  ['가'.normalize('NFD'), `${'가'.normalize('NFD')} [decomposed (NFD)]`],
  ['가'.repeat(61), `${'가'.repeat(59)}…`],
]

for (const [value, shown] of cases) test(`shown as ${shown}`, () => assert.equal(maskValue(value), shown))
