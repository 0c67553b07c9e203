import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HistoryEvent } from '@aws-sdk/client-sfn'
import { readEvents } from '../../../../functions/run/history.ts'
import { readTimeline as drawTimeline } from '../../../../local/report/data/timeline.ts'
import { readFixture } from '../../../functions/run/histories.ts'

const readTimeline = (events: HistoryEvent[], nested: HistoryEvent[][] = []) =>
  drawTimeline(readEvents(events), nested.map(readEvents))
const at = (ms: number) => new Date(Date.UTC(2024, 0, 1) + ms)
const entered = (ms: number, name: string, type = 'TaskStateEntered') =>
  ({ type, timestamp: at(ms), stateEnteredEventDetails: { name } }) as HistoryEvent
const exited = (ms: number, name: string, type = 'TaskStateExited') =>
  ({ type, timestamp: at(ms), stateExitedEventDetails: { name } }) as HistoryEvent
const answered = (ms: number, answer: object, resource = 'x') =>
  ({
    type: 'TaskSucceeded',
    timestamp: at(ms),
    taskSucceededEventDetails: { output: JSON.stringify(answer), resource, resourceType: 'lambda' },
  }) as HistoryEvent

const used = { ms: 400, mb: 512, gets: 1, puts: 1 }

test('states last from entering to leaving, also when they come twice; choices take no time', () => {
  const bars = readTimeline([
    { type: 'ExecutionStarted', timestamp: at(0) } as HistoryEvent,
    entered(100, 'ComputeStages'),
    exited(1100, 'ComputeStages'),
    entered(1100, 'AnythingClaimed', 'ChoiceStateEntered'),
    exited(1100, 'AnythingClaimed', 'ChoiceStateExited'),
    entered(1100, 'ComputeStages'),
    exited(1600, 'ComputeStages'),
    entered(1600, 'Publish'),
    exited(2000, 'Publish'),
  ])
  assert.deepEqual(bars, [
    { label: 'ComputeStages', engine: 'duckdb', from: 0.1, to: 1.1 },
    { label: 'ComputeStages', engine: 'duckdb', from: 1.1, to: 1.6 },
    { label: 'Publish', engine: 'light', from: 1.6, to: 2 },
  ])
})

test('chunks and stages inside a state are seen by their answers', () => {
  const bars = readTimeline([
    { type: 'ExecutionStarted', timestamp: at(0) } as HistoryEvent,
    answered(1000, { chunk: '00001', rows: 10, malformed: 0, used }),
    answered(2000, { stage: 'etl/2024-03', generation: 1, ok: true, result: 'x', used }),
    answered(3000, { next: 'duplicates', rows: 10, used }),
  ])
  assert.deepEqual(
    bars.map(({ label, from, to }) => [label, from, to]),
    [
      ['chunk 00001', 0.6, 1],
      ['etl/2024-03', 1.6, 2],
    ],
  )
})

test('hundreds of chunks become one bar', () => {
  const chunks = Array.from({ length: 500 }, (_, index) =>
    answered(1000 + index, { chunk: String(index), rows: 1, used }),
  )
  const bars = readTimeline([{ type: 'ExecutionStarted', timestamp: at(0) } as HistoryEvent, ...chunks])
  assert.deepEqual(bars, [{ label: '500 × ConvertChunk', engine: 'duckdb', from: 0.6, to: 1.499 }])
})

test('a run that still goes on ends its open state now', () => {
  const bars = readTimeline([
    { type: 'ExecutionStarted', timestamp: at(0) } as HistoryEvent,
    entered(0, 'Publish'),
    answered(700, { round: 1 }),
  ])
  assert.deepEqual(bars, [{ label: 'Publish', engine: 'light', from: 0, to: 0.7 }])
})

test('a Spark step is one bar of its own engine, followed by what was collected', () => {
  const step = [
    { type: 'ExecutionStarted', timestamp: at(500) } as HistoryEvent,
    answered(9000, { next: 'done' }, 'arn:aws:lambda:x:0:function:card-pipeline-local-checkStep'),
    answered(9800, { stage: 'etl/2024', generation: 1, ok: true, result: 'x', used }),
  ]
  const bars = readTimeline([{ type: 'ExecutionStarted', timestamp: at(0) } as HistoryEvent], [step])
  assert.deepEqual(
    bars.map(({ label, engine, from, to }) => [label, engine, from, to]),
    [
      ['Spark', 'emr', 0.5, 9],
      ['collect etl/2024', 'duckdb', 9.4, 9.8],
    ],
  )
})

test('AWS and the local cloud draw the same run', () => {
  const draw = (teller: 'aws' | 'ministack') =>
    readTimeline(
      readFixture('heavy', teller),
      (['heavy-checks', 'heavy-stages'] as const).map((name) => readFixture(name, teller)),
    )
  assert.deepEqual(draw('aws'), draw('ministack'))
  assert.ok(draw('aws').some(({ label, engine }) => label === 'Spark' && engine === 'emr'))
})
