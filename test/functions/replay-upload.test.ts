import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lightUpload, reachTask } from './reach-task.ts'

const { cloud, call } = await reachTask('replay-upload', async (watched) => {
  await lightUpload(watched)
  const [first] = watched.runs.keys()
  watched.start('by-hand', { trigger: 'replay', upload: first })
})

test('an upload is run once more, under a name of its own', async () => {
  const before = [...cloud.runs.keys()]
  await call()
  await cloud.settle()
  const started = [...cloud.runs.values()].filter(({ name }) => !before.includes(name))
  assert.deepEqual(
    started.map(({ status }) => status),
    ['SUCCEEDED'],
  )
  assert.match(started[0]!.name, /^first-.*-r1$/)
})
