import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heavyUpload, reachTask } from './reach-task.ts'

const { cloud, run, call } = await reachTask('submit-step', heavyUpload)
const terminate = (more: object = {}) =>
  cloud.invoke(run, 'terminate-cluster', { execution: run, ...more }) as Promise<{ clusters: string[] }>

test("the run's cluster ends, and nobody is told when all went well", async () => {
  const { cluster } = await call()
  assert.deepEqual((await terminate()).clusters, [cluster])
  assert.deepEqual(cloud.emr.alive(), [])
  assert.deepEqual(cloud.messages, [])
})

test('without a cluster there is nothing to end', async () => {
  assert.deepEqual((await terminate()).clusters, [])
})

test('people are told of a step that failed, with the stages that wait', async () => {
  await terminate({ heavy: [{ stage: 'etl/2024-03', generation: 1, rows: 9 }], check: { reason: 'no spot' } })
  assert.match(cloud.messages[0]!, /no spot\n.*etl\/2024-03/s)
})
