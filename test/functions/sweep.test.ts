import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Cloud } from '../faults/cloud.ts'
import { lightStory } from '../faults/stories.ts'
import { lightUpload, reachTask } from './reach-task.ts'

const light = (cloud: Cloud) => cloud.invoke('light', 'sweep', { mode: 'light' })

test('a light sweep starts nothing when nothing was left undone', async () => {
  const { cloud, call } = await reachTask('report', lightUpload)
  await call()
  assert.deepEqual(await light(cloud), { started: null })
})

test('a light sweep starts a run for a request that its own run has left lying for minutes', async (t) => {
  const { cloud, json } = await reachTask('plan-stages', lightUpload)
  assert.deepEqual(await light(cloud), { started: null })
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 6 * 60_000 })
  const answer = (await light(cloud)) as { started: string }
  assert.match(answer.started, /^refresh-/)
  await cloud.settle()
  assert.ok(json('_pipeline/catalog.json').stages['etl/2024-03'].done > 0)
})

test('a nightly sweep starts a file that no event announced, and admits the night itself', async () => {
  Object.assign(process.env, lightStory.settings)
  const cloud = new Cloud()
  cloud.install()
  cloud.drop('incoming/silent.csv', lightStory.first)
  const answer = await cloud.invoke('night', 'sweep', { mode: 'nightly', execution: 'night' })
  assert.deepEqual(answer, { request: 'schedule-night', waitSeconds: 0 })
  await cloud.settle()
  const [run] = [...cloud.runs.values()]
  assert.deepEqual([run?.name.startsWith('silent-'), run?.status], [true, 'SUCCEEDED'])
})

test('people are told of a run that ended before it could say why', async () => {
  const { cloud, run } = await reachTask('report', lightUpload)
  await cloud.invoke('event', 'sweep', { detail: { name: run, status: 'TIMED_OUT' } })
  assert.match(cloud.messages[0]!, /ended as TIMED_OUT before it could say why/)
})
