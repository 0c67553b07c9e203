import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lightUpload, reachTask } from './reach-task.ts'

test('a pending upload is taken into the catalog and its month is claimed', async () => {
  const { run, call, keys, json } = await reachTask('plan-stages', lightUpload)
  const plan = await call()
  assert.partialDeepStrictEqual(plan, { round: 1, claimed: 1, heavy: [] })
  assert.partialDeepStrictEqual(plan.small, [{ stage: 'etl/2024-03', rows: 20 }])
  const [{ stage, generation }] = json(plan.planKey).stages
  assert.deepEqual({ stage, generation }, { stage: 'etl/2024-03', generation: plan.small[0].generation })
  assert.equal(json('_pipeline/catalog.json').stages['etl/2024-03'].claim.execution, run)
  assert.deepEqual(keys('_pipeline/pending/'), [])
})

test('planned again, the run takes its own claims anew', async () => {
  const { call } = await reachTask('plan-stages', lightUpload)
  const first = await call()
  const second = await call()
  assert.deepEqual([second.claimed, second.small[0].stage], [1, 'etl/2024-03'])
  assert.ok(second.small[0].generation > first.small[0].generation)
})

test('a run for nothing claims nothing', async () => {
  const { cloud, call } = await reachTask('plan-stages', lightUpload)
  await call()
  const answer = await cloud.invoke('refresh', 'plan-stages', {
    execution: 'refresh',
    trigger: 'refresh',
    request: 'none',
  })
  assert.partialDeepStrictEqual(answer, { claimed: 0, small: [], heavy: [] })
})
