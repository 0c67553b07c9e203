import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunProgress } from '../../../local/progress/run-progress.ts'
import { count, describeSight, describeTrouble, duration, size } from '../../../local/progress/wording.ts'

const durations: [number, string][] = [
  [0.04, '0.0 s'],
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

const run: RunProgress = {
  state: 'ComputeStages',
  states: [],
  chunks: { done: 4, total: 4 },
  lambda: { done: 7, total: 12, failed: 0 },
  emr: { done: 0, total: 2, failed: 0 },
  rounds: 1,
  rows: 100_000,
  verdict: 'PASS',
  faults: 0,
  failed: [],
}

test('a line tells state, chunks, rows, verdict and stages by engine', () => {
  assert.equal(
    describeSight({ phase: 'running', run }),
    'ComputeStages · chunks 4/4 · 100,000 rows · quality PASS · stages on Lambda 7/12 · on EMR 0/2',
  )
})

test('stages that failed and failed tasks are counted', () => {
  const troubled = {
    ...run,
    lambda: { done: 1, total: 3, failed: 2 },
    emr: { ...run.emr, total: 0 },
    faults: 1,
  }
  assert.match(
    describeSight({ phase: 'running', run: troubled }),
    /stages on Lambda 1\/3 \(2 failed\) · 1 failed task$/,
  )
})

const fault = { task: 'aggregate', reason: 'no space left' }
const failure = (month: number) => ({ stage: `etl/2024-0${month}`, reason: 'no space left' })
const troubles: [string, Partial<RunProgress>, string | undefined][] = [
  ['nothing failed', {}, undefined],
  ['a task failed', { faults: 1, fault }, 'aggregate failed, to be tried again: no space left'],
  ['a stage failed', { faults: 3, fault, failed: [failure(3)] }, 'failed: etl/2024-03: no space left'],
  [
    'many stages failed',
    { faults: 15, fault, failed: [1, 2, 3, 4, 5].map(failure) },
    'failed: etl/2024-01, etl/2024-02, etl/2024-03 and 2 more: no space left',
  ],
]
for (const [what, progress, expected] of troubles)
  test(`${what}: ${expected ?? 'no trouble is told'}`, () =>
    assert.equal(describeTrouble({ ...run, ...progress }), expected))
