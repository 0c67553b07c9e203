import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sumStateTimes } from '../../../local/status/explain-text.ts'

const at = (second: number) => new Date(Date.UTC(2024, 2, 1, 0, 0, second))

const cases: [string, [string, number][], number, [string, number, number][]][] = [
  ['a run that has just started', [], 5, []],
  [
    'states entered once',
    [
      ['PlanStages', 0],
      ['Report', 2],
    ],
    5,
    [
      ['PlanStages', 1, 2],
      ['Report', 1, 3],
    ],
  ],
  [
    'rounds',
    [
      ['PlanStages', 0],
      ['ComputeStages', 1],
      ['Publish', 11],
      ['ComputeStages', 12],
      ['Publish', 32],
      ['ComputeStages', 33],
      ['Report', 36],
    ],
    37,
    [
      ['PlanStages', 1, 1],
      ['ComputeStages', 3, 33],
      ['Publish', 2, 2],
      ['Report', 1, 1],
    ],
  ],
]
for (const [what, states, end, expected] of cases)
  test(`${what}: time by state, in the order of first entry`, () => {
    const entered = states.map(([name, second]) => ({ name, enteredAt: at(second) }))
    const times = sumStateTimes(entered, at(end))
    assert.deepEqual(
      times.map(({ name, rounds, seconds }) => [name, rounds, seconds]),
      expected,
    )
  })
