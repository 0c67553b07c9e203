import assert from 'node:assert/strict'
import { test } from 'node:test'
import { count, duration, size } from '../../../local/terminal/wording.ts'

const durations: [number, string][] = [
  [0.04, '0.04 s'],
  [59.96, '60.0 s'],
  [245, '4 min 05 s'],
]
for (const [seconds, text] of durations)
  test(`${seconds} s reads ${text}`, () => assert.equal(duration(seconds), text))

const sizes: [number, string][] = [
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [114_700_000, '114.7 MB'],
  [1_150_000_000, '1.1 GB'],
]
for (const [bytes, text] of sizes) test(`${bytes} bytes read ${text}`, () => assert.equal(size(bytes), text))

test('counts have separators', () => assert.equal(count(1234567), '1,234,567'))
