import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunProgress } from '../../../local/pipeline/run-progress.ts'
import { describeProgress, describeTrouble } from '../../../local/upload/progress-text.ts'

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
    describeProgress({ phase: 'running', run }),
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
    describeProgress({ phase: 'running', run: troubled }),
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
