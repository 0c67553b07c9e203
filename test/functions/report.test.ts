import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lightUpload, reachTask } from './reach-task.ts'

const { cloud, run, input, call, keys, json } = await reachTask('report', lightUpload)

test('a run is summed up for people: answer, object, message', async () => {
  const answer = await call()
  assert.partialDeepStrictEqual(answer, { outcome: 'published', stages: 3, deferred: 0, parked: 0 })
  const summary = json(`reports/runs/${run}.json`)
  assert.partialDeepStrictEqual(summary, { execution: run, outcome: 'published', upload: { rows: 20 } })
  assert.deepEqual(json(`_pipeline/uploads/${input.run.upload.id}.json`), summary)
  assert.equal(cloud.messages.length, 1)
  assert.match(cloud.messages[0]!, /first\.csv/)
})

test('it commits a snapshot of every table that the run changed', () => {
  assert.match(keys('_iceberg/rounds/').join(), /_iceberg\/rounds\/\d+\.json/)
  assert.ok(keys('_iceberg/partitioned_txn/metadata/').some((key) => key.endsWith('version-hint.text')))
})

test('without snapshots it commits none', async () => {
  process.env.ICEBERG = 'off'
  try {
    const bare = await reachTask('report', lightUpload)
    await bare.call()
    assert.deepEqual(bare.keys('_iceberg/'), [])
  } finally {
    process.env.ICEBERG = 'on'
  }
})
