import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lightUpload, reachTask } from './reach-task.ts'

const { run, call, keys, json } = await reachTask('retract-key', async (cloud) => {
  await lightUpload(cloud)
  cloud.start('by-hand', { trigger: 'retract', key: 'first.csv' })
})

test('what a person asked for is admitted under the name of its run, and again it is the same request', async () => {
  const { request } = await call()
  const [pending, ...others] = keys('_pipeline/pending/')
  assert.deepEqual(others, [])
  assert.equal(pending, `_pipeline/pending/${request}.json`)
  assert.ok(request.includes(run), request)
  assert.partialDeepStrictEqual(json(pending!), { kind: 'retract', key: 'incoming/first.csv' })
  await call()
  assert.deepEqual(keys('_pipeline/pending/'), [pending])
})
