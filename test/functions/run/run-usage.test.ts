import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HistoryEvent } from '@aws-sdk/client-sfn'
import { readEvents } from '../../../functions/run/history.ts'
import { addUpHistory, clusterSeconds, coreNodesOf } from '../../../functions/run/run-usage.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000)
const event = (type: string, more: Partial<HistoryEvent> = {}): HistoryEvent =>
  ({ id: 0, timestamp: at(0), type, ...more }) as HistoryEvent
/** Events as they follow each other; only AWS tells which one each follows. */
const history = (events: HistoryEvent[], onAws = true) =>
  readEvents(
    events.map((each, index) => ({ ...each, id: index + 1, ...(onAws && { previousEventId: index }) })),
  )
const used = (ms: number) => JSON.stringify({ rows: 1, used: { ms, mb: 2048, gets: 2, puts: 3 } })

const entered = (type: string, name = type) =>
  event(`${type}StateEntered`, { stateEnteredEventDetails: { name } })

/** A task as Step Functions on AWS tells it. */
const onAws = (ms: number) => [
  entered('Task'),
  event('LambdaFunctionScheduled'),
  event('LambdaFunctionStarted'),
  event('LambdaFunctionSucceeded', { lambdaFunctionSucceededEventDetails: { output: used(ms) } }),
  event('TaskStateExited'),
]

/** A task inside a Map as the local cloud tells it. */
const locally = (ms: number) => [
  event('TaskScheduled', {
    taskScheduledEventDetails: { resource: 'a', resourceType: 'lambda', region: 'x', parameters: '{}' },
  }),
  event('TaskSucceeded', {
    taskSucceededEventDetails: { output: used(ms), resource: 'a', resourceType: 'lambda' },
  }),
]

for (const [place, task] of Object.entries({ onAws, locally }))
  test(`usage is added up from the answers of the tasks (${place})`, () => {
    const events = [entered('Choice'), event('ChoiceStateExited'), ...task(1000), ...task(500)]
    const usage = addUpHistory([history(events, task === onAws)])
    assert.deepEqual(usage, {
      gbSeconds: 3,
      diskGbSeconds: 0,
      invocations: 2,
      transitions: 3,
      gets: 4,
      puts: 6,
    })
  })

test('a repeated attempt is a transition and takes as long as the mean', () => {
  const failed = [
    entered('Task'),
    event('LambdaFunctionScheduled'),
    event('LambdaFunctionFailed'),
    ...onAws(1000).slice(1),
  ]
  const { gbSeconds, invocations, transitions } = addUpHistory([history(failed)])
  assert.deepEqual({ gbSeconds, invocations, transitions }, { gbSeconds: 4, invocations: 2, transitions: 2 })
})

test('a start is paid for like a call, and so is more than the usual /tmp as long as both last', () => {
  const output = JSON.stringify({ used: { ms: 1500, init: 500, mb: 1024, disk: 2560, gets: 0, puts: 0 } })
  const events = [
    entered('Task'),
    event('LambdaFunctionScheduled'),
    event('LambdaFunctionSucceeded', { lambdaFunctionSucceededEventDetails: { output } }),
  ]
  const { gbSeconds, diskGbSeconds } = addUpHistory([history(events)])
  assert.deepEqual({ gbSeconds, diskGbSeconds }, { gbSeconds: 2, diskGbSeconds: 4 })
})

test('a nested execution that failed is no call of a function', () => {
  const details = { resourceType: 'states', resource: 'startExecution.sync:2' }
  const events = [
    ...onAws(1000),
    event('TaskScheduled', { taskScheduledEventDetails: { ...details, region: 'x', parameters: '{}' } }),
    event('TaskFailed', { taskFailedEventDetails: details }),
  ]
  const { gbSeconds, invocations } = addUpHistory([history(events)])
  assert.deepEqual({ gbSeconds, invocations }, { gbSeconds: 2, invocations: 1 })
})

test('nested executions count like the run itself', () => {
  assert.equal(addUpHistory([history(onAws(1000)), history(onAws(1000))]).gbSeconds, 4)
})

const opened = event('TaskScheduled', {
  timestamp: at(60),
  taskScheduledEventDetails: {
    resourceType: 'states',
    resource: 'startExecution.sync:2',
    region: 'x',
    parameters: '{}',
  },
})
const terminating = entered('Task', 'TerminateCluster')
const closed = event('TaskStateExited', {
  timestamp: at(660),
  stateExitedEventDetails: { name: 'TerminateCluster' },
})

test('a cluster counts from the first nested execution to its end', () => {
  assert.equal(clusterSeconds(history([opened, terminating, closed]), at(9999)), 600)
})

test('a cluster that still runs counts until now', () => {
  assert.equal(clusterSeconds(history([opened]), at(90)), 30)
})

test('a run without a nested execution has no cluster', () => {
  assert.equal(clusterSeconds(history(onAws(1000)), at(90)), 0)
})

test('a cluster has the nodes that the first submitted step was given, whatever follows', () => {
  const submitted = (answer: object) =>
    history([
      event('LambdaFunctionScheduled'),
      event('LambdaFunctionSucceeded', {
        lambdaFunctionSucceededEventDetails: { output: JSON.stringify(answer) },
      }),
    ])
  const [refused, first, second] = [{ refused: 'no spot' }, { coreNodes: 3 }, { coreNodes: 7 }].map(submitted)
  assert.equal(coreNodesOf([first!, second!]), 3)
  assert.equal(coreNodesOf([refused!]), 0)
})
