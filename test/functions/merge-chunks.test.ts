import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lightUpload, reachTask } from './reach-task.ts'

const { cloud, run, input, call, keys, json } = await reachTask('merge-chunks', lightUpload)

test('what the chunks found becomes the manifest and the counters of the upload', async () => {
  const merged = await call()
  assert.partialDeepStrictEqual(merged, { next: 'duplicates', rows: 20 })
  const { months, ...manifest } = json(merged.manifest)
  assert.partialDeepStrictEqual(manifest, { upload: input.upload.id, key: 'incoming/first.csv', rows: 20 })
  assert.equal(months['2024-03'].rows, 20)
  assert.partialDeepStrictEqual(json(merged.counters), { rows: 20, malformed: 0 })
})

test('a heavy upload goes on to EMR, where there is one', async () => {
  Object.assign(process.env, { EMR: 'on', HEAVY_ROWS: '20' })
  try {
    assert.equal((await call()).next, 'heavyDuplicates')
  } finally {
    Object.assign(process.env, { EMR: 'off', HEAVY_ROWS: '1000000' })
  }
})

test('a chunk without its result is a fault', async () => {
  const [result] = keys(`_staging/${input.upload.id}/${run}/chunks/`)
  cloud.s3.objects.delete(`card-pipeline-output-local/${result}`)
  await assert.rejects(call(), { name: 'MissingObjectError' })
})
