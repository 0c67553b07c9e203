import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn'
import { readProgress } from '../../../local/progress/run-progress.ts'

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
const exited = (name: string) => event('TaskStateExited', { stateExitedEventDetails: { name } })
const resource = (task: string) =>
  `arn:aws:lambda:ap-northeast-2:000000000000:function:card-pipeline-local-${task}`
const succeeded = (task: string, output: unknown = {}) =>
  event('TaskSucceeded', {
    taskSucceededEventDetails: { resourceType: 'lambda', resource: resource(task), output: text(output) },
  })
const failed = (task: string) =>
  event('TaskFailed', { taskFailedEventDetails: { resourceType: 'lambda', resource: resource(task) } })
const stages = (count: number) => Array.from({ length: count }, () => ({ stage: 'etl/2024-01' }))
const plan = (small: number, heavy: number) => ({ plan: { small: stages(small), heavy: stages(heavy) } })

test('a run that has just started has no numbers', () => {
  const { state, chunks, lambda, emr, rows } = readProgress([event('ExecutionStarted', {})])
  assert.deepEqual(
    { state, chunks, lambda, emr, rows },
    {
      state: 'Started',
      chunks: { done: 0, total: 0 },
      lambda: { done: 0, total: 0 },
      emr: { done: 0, total: 0 },
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
  const first = [entered('RunStages', plan(2, 1)), succeeded('aggregate'), succeeded('aggregate')]
  const { lambda, emr, rounds } = readProgress([
    ...first,
    exited('RunStages'),
    entered('Publish'),
    entered('RunStages', plan(3, 0)),
    succeeded('aggregate'),
  ])
  assert.deepEqual(
    { lambda, emr, rounds },
    { lambda: { done: 3, total: 5 }, emr: { done: 1, total: 1 }, rounds: 2 },
  )
})

test('heavy stages are open until the round ends', () => {
  assert.deepEqual(readProgress([entered('RunStages', plan(0, 2))]).emr, { done: 0, total: 2 })
})

test('rows, verdict and the state of the end are told', () => {
  const { rows, verdict, state } = readProgress([
    succeeded('mergeChunks', { rows: 20_000 }),
    succeeded('checkQuality', { verdict: 'WARN' }),
    entered('Done'),
  ])
  assert.deepEqual({ rows, verdict, state }, { rows: 20_000, verdict: 'WARN', state: 'Done' })
})
