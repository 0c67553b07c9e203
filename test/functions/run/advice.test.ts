import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { writeCommand, writeDetails, writeExecution } from '../../../functions/run/advice.ts'
import { describeFailure } from '../../../functions/run/run-failure.ts'

afterEach(() => {
  delete process.env.STAGE
})

const cases: [string, string, string, string][] = [
  ['local', 'npm run nightly', 'npm run replay -- a-1', 'card-pipeline-local'],
  ['prod', 'npm run nightly -- --stage prod', 'npm run replay -- --stage prod a-1', 'card-pipeline-prod'],
]
for (const [stage, bare, withName, machine] of cases)
  test(`messages of stage ${stage} name the command for it and the way of the console`, () => {
    process.env.STAGE = stage
    assert.equal(writeCommand('nightly'), bare)
    assert.equal(writeCommand('replay', 'a-1'), withName)
    assert.match(
      writeDetails('a-1', 'x'),
      new RegExp(`^Details: ${withName.replace('replay', 'status')}; in the console: x$`),
    )
    assert.equal(
      writeExecution({ trigger: 'replay', upload: 'a-1' }),
      `start an execution of ${machine} with {"trigger":"replay","upload":"a-1"}`,
    )
  })

const failed = { execution: 'x', startedAt: '2024-03-01T00:00:00.000Z', error: { Error: 'e', Cause: 'c' } }
const repetitions: [string, object, string][] = [
  [
    'retract',
    { key: 'a.csv' },
    'npm run retract -- a.csv, or start an execution of card-pipeline-local with {"trigger":"retract","key":"a.csv"}',
  ],
  [
    'retract',
    { key: "incoming/3월 매출 (it's $9).csv" },
    `npm run retract -- 'incoming/3월 매출 (it'\\''s $9).csv', or start`,
  ],
  ['retract', { key: 'incoming/3월 매출.csv' }, 'npm run retract -- "incoming/3월 매출.csv", or start'],
  ['retract', { key: 'incoming/3월.csv' }, 'npm run retract -- incoming/3월.csv, or start'],
  [
    'replay',
    { upload: 'a-1' },
    'npm run replay -- a-1, or start an execution of card-pipeline-local with {"trigger":"replay","upload":"a-1"}',
  ],
  [
    'schedule',
    {},
    'npm run nightly, or start an execution of card-pipeline-local with {"trigger":"schedule"}',
  ],
]
for (const [trigger, input, way] of repetitions)
  test(`a failed ${trigger} says how to ask for it again, in both ways: ${way.split(', or')[0]}`, () => {
    const { text } = describeFailure({ ...failed, trigger, ...input }, [])
    assert.ok(text.includes(`Run it again: ${way}`), text)
  })
