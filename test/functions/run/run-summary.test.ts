import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Catalog, PlanningPolicy, StageEntry } from '../../../functions/catalog/catalog.ts'
import { describeRun } from '../../../functions/run/messages.ts'
import { describeFailures, summarizeRun, touchedStages } from '../../../functions/run/run-summary.ts'

const clean: StageEntry = {
  want: 3,
  done: 3,
  sqlHash: 'a',
  rows: 10,
  amount: 100,
  due: null,
  failures: 0,
  claim: null,
}
const upload = {
  id: 'may-0123456789abcdef',
  bucket: 'in',
  key: 'incoming/may.csv',
  versionId: 'v',
  etag: 'e',
  bytes: 1000,
  order: '2024-06-01T00:00:00Z 000000 incoming/may.csv',
  uploadedAt: '2024-06-01T00:00:00Z',
}
const contribution = {
  order: upload.order,
  upload: upload.id,
  manifest: 'm',
  months: { '2024-05': 10 },
  heavy: false,
}
const run = {
  execution: upload.id,
  trigger: 'upload',
  startedAt: '2024-06-01T00:00:01.000Z',
  upload,
  rows: 10,
}
const plans = [
  [{ stage: 'etl/2024-05', generation: 3, engine: 'lambda' as const, rows: 10 }],
  [{ stage: 'etl/2024', generation: 3, engine: 'lambda' as const, rows: 10 }],
]
const now = new Date('2024-06-01T00:00:04.500Z')

const policy: PlanningPolicy = {
  grain: 'month',
  heavyRows: 5,
  emr: true,
  snapshots: false,
  sqlHash: () => 'a',
  claimMillis: { lambda: 1000, emr: 1000 },
  stagesPerRound: 40,
}

function summarize(
  stages: Record<string, Partial<StageEntry>>,
  upload = contribution.upload,
  context: Partial<PlanningPolicy> = {},
) {
  const entries = ['etl/2024-05', 'etl/2024', 'quarterly/2024'].map((id) => [id, { ...clean, ...stages[id] }])
  const catalog: Catalog = {
    keys: { 'incoming/may.csv': { ...contribution, upload } },
    stages: Object.fromEntries(entries),
  }
  return summarizeRun(run, plans, catalog, now, { ...policy, ...context })
}

test('an upload whose stages are all done is published, timed from its upload', () => {
  const summary = summarize({})
  assert.equal(summary.outcome, 'published')
  assert.equal(summary.seconds, 4.5)
  assert.deepEqual(
    summary.stages.map(({ stage, round, published }) => [stage, round, published]),
    [
      ['etl/2024-05', 1, true],
      ['etl/2024', 2, true],
    ],
  )
})

test('a heavy year that waits for the night makes it deferred', () => {
  const summary = summarize({ 'etl/2024': { done: 2 } })
  assert.equal(summary.outcome, 'deferred')
  assert.deepEqual(summary.deferred, ['etl/2024'])
  assert.equal(summary.stages[1]?.published, false)
})

test('a small stage that nobody claims is due, and does not wait for the night', () => {
  const summary = summarize({ 'etl/2024': { done: 2 } }, contribution.upload, { heavyRows: 1000 })
  assert.equal(summary.outcome, 'due')
  assert.deepEqual([summary.due, summary.deferred], [['etl/2024'], []])
  assert.match(describeRun(summary).text, /Taken by the next run, within 15 minutes: etl\/2024\./)
})

test('a stage that another run has claimed is due', () => {
  const claim = { execution: 'other', generation: 3, until: '2024-06-01T02:00:00.000Z' }
  assert.deepEqual(summarize({ 'etl/2024': { done: 2, claim } }).due, ['etl/2024'])
})

test('a year whose SQL changed is not published', () => {
  const summary = summarize({ 'quarterly/2024': { sqlHash: 'old' } })
  assert.equal(summary.outcome, 'deferred')
  assert.deepEqual(summary.deferred, ['quarterly/2024'])
})

test('a parked stage makes it incomplete', () => {
  const summary = summarize({ 'quarterly/2024': { done: 2, failures: 3 } })
  assert.equal(summary.outcome, 'incomplete')
  assert.deepEqual(summary.parked, ['quarterly/2024'])
  assert.deepEqual(summary.deferred, [])
})

test('stages that failed are named with why, parked ones of other runs too', () => {
  const failure = 'no space left'
  const summary = summarize({
    'etl/2024': { done: 2, failures: 1, failure },
    'quarterly/2024': { done: 2, failures: 3, failure: 'no memory' },
  })
  assert.deepEqual(summary.failed, [
    { stage: 'etl/2024', reason: failure },
    { stage: 'quarterly/2024', reason: 'no memory' },
  ])
  assert.equal(summarize({}).failed, undefined)
  assert.match(describeRun(summary).text, /Failed: etl\/2024: no space left\n/)
})

test('ties that came up in its months are told, older ones are not', () => {
  const pairs = [{ loser: 'incoming/a.csv', winner: 'incoming/b.csv', rows: 3 }]
  const summary = summarize({ 'etl/2024-05': { ties: { since: 3, pairs } } })
  assert.deepEqual(summary.ties, [{ stage: 'etl/2024-05', ...pairs[0] }])
  assert.match(
    describeRun(summary).text,
    /incoming\/a\.csv and incoming\/b\.csv were stored in the same second/,
  )
  assert.equal(summarize({ 'etl/2024-05': { ties: { since: 2, pairs } } }).ties, undefined)
})

test('a newer version of the key makes it superseded', () => {
  assert.equal(summarize({}, 'may-fedcba9876543210').outcome, 'superseded')
})

test('months reach themselves and both stages of their years', () => {
  assert.deepEqual(touchedStages(['2023-12', '2024-01']), [
    'etl/2023-12',
    'etl/2024-01',
    'etl/2023',
    'quarterly/2023',
    'etl/2024',
    'quarterly/2024',
  ])
})

const failureCases: [string, [string, string][], string[]][] = [
  ['none', [], []],
  ['one', [['etl/2024-03', 'full']], ['etl/2024-03: full']],
  [
    'several, some for the same reason',
    [
      ['etl/2024-03', 'full'],
      ['etl/2024', 'gone'],
      ['etl/2024-04', 'full'],
    ],
    ['etl/2024-03, etl/2024-04: full', 'etl/2024: gone'],
  ],
  [
    'too many to name',
    [1, 2, 3, 4, 5].map((month) => [`etl/2024-0${month}`, 'full']),
    ['etl/2024-01, etl/2024-02, etl/2024-03 and 2 more: full'],
  ],
]
for (const [what, failures, expected] of failureCases)
  test(`${what}: a line for each reason`, () => {
    const given = failures.map(([stage, reason]) => ({ stage, reason }))
    assert.deepEqual(describeFailures(given), expected)
  })
