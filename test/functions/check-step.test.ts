import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heavyUpload, outputBucket, reachTask } from './reach-task.ts'

const { cloud, run, call, keys } = await reachTask('submit-step', heavyUpload)
const check = (step: object) =>
  cloud.invoke(run, 'check-step', { execution: run, step }) as Promise<{ next: string; reason?: string }>

test('a step that has run is done', async () => {
  const step = await call()
  await cloud.emr.rest()
  assert.deepEqual(await check(step), { next: 'done' })
})

test('a step that found no rows to read has failed, with what Spark said', async () => {
  await cloud.invoke(run, 'terminate-cluster', { execution: run })
  const step = await call()
  for (const key of keys('_attempts/').filter((each) => each.includes('/unpacked/')))
    cloud.s3.objects.delete(`${outputBucket}/${key}`)
  await cloud.emr.rest()
  const { next, reason } = await check(step)
  assert.equal(next, 'failed')
  assert.match(reason!, /path does not exist/)
})

test('a step that EMR did not take is unavailable', async () => {
  assert.deepEqual(await check({ refused: 'no capacity' }), { next: 'unavailable', reason: 'no capacity' })
})
