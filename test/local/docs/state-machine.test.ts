import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeRule, drawStateMachine, type StateMachine } from '../../../local/docs/state-machine.ts'

const machine: StateMachine = {
  StartAt: 'Judge',
  States: {
    Judge: {
      Type: 'Choice',
      Choices: [{ Variable: '$.a.verdict', StringEquals: 'FAIL', Next: 'Refuse' }],
      Default: 'Each',
    },
    Each: {
      Type: 'Map',
      ItemProcessor: {
        StartAt: 'Work',
        States: {
          Work: { Type: 'Task', Catch: [{ Next: 'Lost' }], End: true },
          Lost: { Type: 'Pass', End: true },
        },
      },
      Next: 'Done',
    },
    Refuse: { Type: 'Task', Next: 'Done' },
    Done: { Type: 'Succeed' },
  },
}

test('every state and every way between states is in the picture', () => {
  const picture = drawStateMachine(machine)
  for (const line of [
    'start --> Judge',
    'Judge{"Judge"}',
    'Judge -- "verdict is FAIL" --> Refuse',
    'Judge -- "otherwise" --> Each',
    'subgraph Each["Each: for each"]',
    'Work -. fault .-> Lost',
    'Each --> Done',
    'Refuse --> Done',
  ])
    assert.ok(
      picture.split('\n').some((drawn) => drawn.trim() === line),
      `${line} in\n${picture}`,
    )
})

test('a fault that many states hand on is drawn once', () => {
  const names = ['A', 'B', 'C', 'D']
  const tasks = names.map((name) => [name, { Type: 'Task', Catch: [{ Next: 'Recover' }], End: true }])
  const states = Object.fromEntries([...tasks, ['Recover', { Type: 'Task', End: true }]])
  const picture = drawStateMachine({ StartAt: 'A', States: states })
  assert.deepEqual(
    picture
      .split('\n')
      .filter((line) => line.includes('Recover'))
      .map((line) => line.trim()),
    ['Recover["Recover"]', 'fault{{"any other fault"}} -.-> Recover'],
  )
})

test('a rule that has no words is refused', () => {
  assert.throws(() => describeRule({ Variable: '$.a', StringMatches: 'x*' }), /StringMatches/)
  assert.equal(
    describeRule({
      And: [
        { Variable: '$.a', IsPresent: true },
        { Variable: '$.b', NumericEquals: 2 },
      ],
    }),
    'a is there and b is 2',
  )
})
