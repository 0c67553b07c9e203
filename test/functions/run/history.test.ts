import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HistoryEvent } from '@aws-sdk/client-sfn'
import { costOf } from '../../../functions/run/cost.ts'
import { readEvents } from '../../../functions/run/history.ts'
import { addUpHistory, clusterSeconds, nestedExecutions } from '../../../functions/run/run-usage.ts'
import { readDefinition, statesOf } from '../../statemachine/definition.ts'
import { fixtures, readFixture } from './histories.ts'

const later = new Date('2026-12-01T00:00:00Z')

for (const name of fixtures) {
  const here = readEvents(readFixture(name, 'ministack'))
  const onAws = readEvents(readFixture(name, 'aws'))

  test(`${name}: AWS and the local cloud tell of the same states`, () => {
    const outer = ({ states }: typeof here) =>
      states
        .filter(({ inner }) => !inner)
        .map(({ name, type, enteredAt, leftAt }) => [name, type, enteredAt, leftAt])
    assert.deepEqual(outer(onAws), outer(here))
    const inner = ({ states }: typeof here) =>
      states.filter(({ inner, type }) => inner && type !== 'Task').map(({ name, type }) => `${name}: ${type}`)
    assert.deepEqual(inner(onAws).sort(), inner(here).sort())
  })

  test(`${name}: and of the same calls, what they answered and how long they took`, () => {
    const calls = ({ tries }: typeof here) =>
      tries.map(({ task, startedAt, endedAt, output }) => [task, startedAt, endedAt, output])
    assert.deepEqual(calls(onAws), calls(here))
    assert.ok(here.tries.every(({ endedAt, output }) => endedAt && output !== undefined))
  })

  test(`${name}: and what it used costs the same`, () => {
    assert.deepEqual(addUpHistory([onAws]), addUpHistory([here]))
    assert.equal(clusterSeconds(onAws, later), clusterSeconds(here, later))
    assert.deepEqual(nestedExecutions(onAws), nestedExecutions(here))
    const dollars = (history: typeof here) =>
      costOf({
        ...addUpHistory([history]),
        clusterSeconds: clusterSeconds(history, later),
        coreNodes: 2,
      })
    assert.deepEqual(dollars(onAws), dollars(here))
    assert.ok(dollars(here).lambda > 0 && dollars(here).stepFunctions > 0 && dollars(here).s3 > 0)
  })
}

for (const name of fixtures)
  test(`${name}: every state that AWS tells of is a transition, although the local cloud does not tell of all`, () => {
    const { transitions } = addUpHistory([readEvents(readFixture(name, 'ministack'))])
    const entered = readFixture(name, 'aws').filter(({ type }) => type!.endsWith('StateEntered'))
    assert.equal(transitions, entered.length)
  })

for (const machine of ['pipeline', 'emr-step'] as const)
  for (const [name, state] of Object.entries(readDefinition(machine).States)) {
    const within = statesOf({ StartAt: '', States: { [name]: state } }).slice(1)
    const silent = within.filter(([, { Type }]) => Type !== 'Task')
    if (silent.length > 0)
      test(`${machine}: whatever ${name} may go through besides tasks is counted`, () => {
        const results = [{ ok: false }]
        const output = JSON.stringify({ results: state.Branches ? [results, []] : results })
        const events = [
          { id: 1, type: `${state.Type}StateEntered`, stateEnteredEventDetails: { name } },
          { id: 2, type: `${state.Type}StateExited`, stateExitedEventDetails: { name, output } },
        ] as HistoryEvent[]
        const counted = readEvents(events).states.filter(({ inner }) => inner)
        assert.deepEqual(
          counted.map(({ name, type }) => [name, type]).sort(),
          silent.map(([name, { Type }]) => [name, Type]).sort(),
        )
      })
  }
