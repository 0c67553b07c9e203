import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge'
import { stack } from '../../../local/pipeline/stack.ts'

test('EventBridge starts the same state machine with the schedule trigger at 02:00 KST', async () => {
  const events = new EventBridgeClient({})
  const { Rules } = await events.send(new ListRulesCommand({ NamePrefix: 'card-pipeline-nightly' }))
  assert.equal(Rules?.length, 1)
  const [rule] = Rules!
  assert.equal(rule!.State, 'ENABLED')
  // EventBridge counts in UTC: 17:00 is 02:00 of the next day in Seoul.
  assert.equal(rule!.ScheduleExpression, 'cron(0 17 * * ? *)')
  const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule: rule!.Name }))
  assert.deepEqual(
    Targets?.map(({ Arn, Input }) => ({ Arn, Input: JSON.parse(Input!) })),
    [{ Arn: stack.stateMachineArn, Input: { trigger: 'schedule' } }],
  )
})
