import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn'
import { readProgress } from '../../../local/pipeline/run-progress.ts'
import { fixtures, readFixture } from '../../functions/run/histories.ts'

const timestamp = new Date('2024-03-01T00:00:00Z')
const text = (value: unknown) => JSON.stringify(value)
const event = (type: HistoryEventType, details: Partial<HistoryEvent>): HistoryEvent => ({
  type,
  timestamp,
  id: 1,
  ...details,
})
const entered = (name: string, input: unknown = {}) =>
  event('TaskStateEntered', { stateEnteredEventDetails: { name, input: text(input) } })
const resource = (task: string) =>
  `arn:aws:lambda:ap-northeast-2:000000000000:function:card-pipeline-local-${task}`
const succeeded = (task: string, output: unknown = {}) =>
  event('TaskSucceeded', {
    taskSucceededEventDetails: { resourceType: 'lambda', resource: resource(task), output: text(output) },
  })
const failed = (task: string, errorMessage = 'no space left') =>
  event('TaskFailed', {
    taskFailedEventDetails: {
      resourceType: 'lambda',
      resource: resource(task),
      error: 'Runtime.HandlerError',
      cause: text({ errorType: 'Runtime.HandlerError', errorMessage }),
    },
  })
/** A call that computed one stage. */
const called = { results: [{ stage: 'etl/2024-01', generation: 1, ok: true, result: 'key' }] }
const stages = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ stage: `etl/2024-0${first + index}`, generation: 1 }))
const plan = (small: number, heavy: number) => {
  return { plan: { small: stages(1, small), heavy: stages(1 + small, heavy) } }
}

/** The end of a round in which these months failed; a heavy one leaves no result then. */
function roundEnded(small: number, heavy: number, failed: number[] = []): HistoryEvent {
  const { plan: claimed } = plan(small, heavy)
  const lost = new Set(failed.map((month) => `etl/2024-0${month}`))
  const ok = (stage: { stage: string }) => ({ ...stage, ok: true, result: 'key' })
  const error = text({ errorType: 'Runtime.HandlerError', errorMessage: 'no space left' })
  const results = [
    claimed.small.map((stage) => (lost.has(stage.stage) ? { ...stage, ok: false, error } : ok(stage))),
    claimed.heavy.filter(({ stage }) => !lost.has(stage)).map(ok),
  ]
  const stateExitedEventDetails = { name: 'ComputeStages', output: text({ plan: claimed, results }) }
  return event('ParallelStateExited', { stateExitedEventDetails })
}

test('a run that has just started has no numbers', () => {
  const { state, chunks, lambda, emr, rows } = readProgress([event('ExecutionStarted', {})])
  assert.deepEqual(
    { state, chunks, lambda, emr, rows },
    {
      state: 'Started',
      chunks: { done: 0, total: 0 },
      lambda: { done: 0, total: 0, failed: 0 },
      emr: { done: 0, total: 0, failed: 0 },
      rows: undefined,
    },
  )
})

test('chunks are counted as their function succeeds, once per state entered', () => {
  const chunks = { chunks: [{}, {}, {}] }
  const events = [entered('ConvertChunks', chunks), succeeded('convertChunk'), failed('convertChunk')]
  assert.deepEqual(readProgress(events).chunks, { done: 1, total: 3 })
  assert.equal(readProgress(events).faults, 1)
})

test('a file converted once more as a whole is counted anew', () => {
  const again = [
    entered('ConvertChunks', { chunks: [{}, {}] }),
    succeeded('convertChunk'),
    succeeded('convertChunk'),
  ]
  const whole = entered('ConvertChunks', { chunks: [{}] })
  assert.deepEqual(readProgress([...again, entered('MergeChunks'), whole]).chunks, { done: 0, total: 1 })
})

test('stages of all rounds are counted by engine', () => {
  const first = [
    entered('ComputeStages', plan(2, 1)),
    succeeded('aggregate', called),
    succeeded('aggregate', called),
  ]
  const { lambda, emr, rounds } = readProgress([
    ...first,
    roundEnded(2, 1),
    entered('Publish'),
    entered('ComputeStages', plan(3, 0)),
    succeeded('aggregate', called),
  ])
  assert.deepEqual(
    { lambda, emr, rounds },
    { lambda: { done: 3, total: 5, failed: 0 }, emr: { done: 1, total: 1, failed: 0 }, rounds: 2 },
  )
})

test('heavy stages are open until the round ends', () => {
  assert.deepEqual(readProgress([entered('ComputeStages', plan(0, 2))]).emr, { done: 0, total: 2, failed: 0 })
})

test('a round under way has lost nothing, although its input still holds the results of the one before', () => {
  const year = [
    { stage: 'etl/2024', generation: 2 },
    { stage: 'quarterly/2024', generation: 2 },
  ]
  const before = [stages(1, 2).map((stage) => ({ ...stage, ok: true, result: 'key' })), []]
  const { lambda, emr, failed } = readProgress([
    entered('ComputeStages', plan(2, 0)),
    roundEnded(2, 0),
    entered('ComputeStages', { plan: { small: [], heavy: year }, results: before }),
  ])
  assert.deepEqual(emr, { done: 0, total: 2, failed: 0 })
  assert.deepEqual({ lambda, failed }, { lambda: { done: 2, total: 2, failed: 0 }, failed: [] })
})

test('rows, verdict and the state of the end are told', () => {
  const { rows, verdict, state } = readProgress([
    succeeded('mergeChunks', { rows: 20_000 }),
    succeeded('checkQuality', { verdict: 'WARN' }),
    entered('Done'),
  ])
  assert.deepEqual({ rows, verdict, state }, { rows: 20_000, verdict: 'WARN', state: 'Done' })
})

test('the first failed task is told with its reason, without card numbers', () => {
  const { fault, faults } = readProgress([
    entered('ComputeStages', plan(2, 0)),
    failed('aggregate', 'cannot read 4111 1111 1111 1111'),
    failed('convertChunk'),
  ])
  assert.deepEqual(
    { fault, faults },
    { fault: { task: 'aggregate', reason: 'cannot read **** **** **** 1111' }, faults: 2 },
  )
})

const inTrouble = [
  entered('ComputeStages', plan(2, 1)),
  succeeded('aggregate', called),
  roundEnded(2, 1, [2, 3]),
]
const noSpace = { stage: 'etl/2024-02', reason: 'no space left' }
const noResult = { stage: 'etl/2024-03', reason: 'its cluster gave no result' }
const again = entered('ComputeStages', {
  plan: { small: [{ stage: 'etl/2024-02', generation: 2 }], heavy: [] },
})
const results = [[{ stage: 'etl/2024-02', generation: 2, ok: true, result: 'key' }], []]
const recovered = event('ParallelStateExited', {
  stateExitedEventDetails: {
    name: 'ComputeStages',
    output: text({ plan: { small: [{ stage: 'etl/2024-02', generation: 2 }], heavy: [] }, results }),
  },
})
const rounds: [string, HistoryEvent[], object[], [number, number, number]][] = [
  ['while it goes on', inTrouble.slice(0, 2), [], [1, 2, 0]],
  ['when it ends', inTrouble, [noSpace, noResult], [1, 2, 1]],
  ['while one of them is tried again', [...inTrouble, again], [noSpace, noResult], [1, 3, 1]],
  ['when that one was computed', [...inTrouble, again, recovered], [noResult], [2, 3, 1]],
]
for (const [when, events, expected, [done, total, lost]] of rounds)
  test(`the stages that a round lost, ${when}`, () => {
    const { failed, lambda } = readProgress(events)
    assert.deepEqual(failed, expected)
    assert.deepEqual(lambda, { done, total, failed: lost })
  })

for (const name of fixtures)
  test(`${name}: AWS and the local cloud tell of the same progress, however far it is`, () => {
    const onAws = readFixture(name, 'aws')
    const here = readFixture(name, 'ministack')
    assert.deepEqual(readProgress(onAws), readProgress(here))
    for (const event of here) {
      const name = event.stateEnteredEventDetails?.name
      if (!name) continue
      const same = onAws.find(
        ({ timestamp, stateEnteredEventDetails: state }) =>
          state?.name === name && timestamp!.getTime() === event.timestamp!.getTime(),
      )
      assert.deepEqual(readProgress(onAws.slice(0, same!.id)), readProgress(here.slice(0, event.id)), name)
    }
  })

test('a whole light upload: rows, verdict, chunks and stages', () => {
  const { state, chunks, lambda, emr, rounds, rows, verdict } = readProgress(readFixture('light', 'aws'))
  assert.deepEqual(
    { state, chunks, rows, verdict, rounds, emr },
    {
      state: 'Done',
      chunks: { done: 4, total: 4 },
      rows: 2000,
      verdict: 'PASS',
      rounds: 2,
      emr: { done: 0, total: 0, failed: 0 },
    },
  )
  assert.deepEqual(lambda, { done: 4, total: 4, failed: 0 })
})
