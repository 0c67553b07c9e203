import assert from 'node:assert/strict'
import { test } from 'node:test'
import { growth, shortCount, shortWon, won } from '../../../../local/report/html/format.ts'

const amounts: [number, string, string][] = [
  [0, '0원', '₩0'],
  [40_601, '40,601원', '₩40.6K'],
  [999_999, '999,999원', '₩1,000K'],
  [1_000_000, '100만원', '₩1M'],
  [14_615_000, '1,462만원', '₩14.6M'],
  [99_999_999, '1억원', '₩100M'],
  [100_000_000, '1억원', '₩100M'],
  [4_059_089_500, '40억 5,909만원', '₩4.06B'],
  [1_234_500_000_000, '12,345억원', '₩1.23T'],
  [-250_000_000, '-2억 5,000만원', '₩-250M'],
]
for (const [value, ko, en] of amounts) {
  test(`${value} won is ${ko}`, () => assert.deepEqual(won(value), [ko, en]))
}

const texts: [string, string][] = [
  [shortWon(320_000_000, 'ko'), '3.2억'],
  [shortWon(50_000_000, 'ko'), '5,000만'],
  [shortWon(320_000_000, 'en'), '₩320M'],
  [shortCount(12_000, 'ko'), '1.2만'],
  [shortCount(12_000, 'en'), '12K'],
  [growth(3.14), '▲ 3.1%'],
  [growth(-0.5), '▼ 0.5%'],
  [growth(null), '–'],
]
for (const [text, expected] of texts) test(expected, () => assert.equal(text, expected))
