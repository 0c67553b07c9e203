import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parquetReadObjects } from 'hyparquet'
import { kstDay } from '../../functions/runtime/kst.ts'
import { countersKey, quarantineKey } from '../../functions/storage/layout.ts'
import { lightUpload, outputBucket, reachTask } from './reach-task.ts'

const { cloud, input, call, keys, json } = await reachTask('admit-upload', lightUpload)

/** Calls the function for another upload that counted the same. */
function callAs(id: string, changes: object = {}) {
  const counted = cloud.s3.body(outputBucket, countersKey(input.upload.id, input.execution))!
  cloud.s3.put(outputBucket, countersKey(id, input.execution), counted)
  return call({ ...changes, upload: { ...input.upload, id } })
}

test('an admitted upload is one pending request with its months', async () => {
  assert.deepEqual(keys('_pipeline/'), [])
  assert.partialDeepStrictEqual(await call(), { request: input.upload.id, waitSeconds: 0 })
  const [pending] = keys('_pipeline/pending/')
  assert.partialDeepStrictEqual(json(pending!), {
    kind: 'upload',
    upload: input.upload.id,
    key: 'incoming/first.csv',
    manifest: input.manifest,
    months: { '2024-03': 20 },
  })
})

test('admitted again it is still one request', async () => {
  await call()
  assert.equal(keys('_pipeline/pending/').length, 1)
})

test('what an earlier run kept apart is gone when this one, which keeps nothing apart, is admitted', async () => {
  const key = quarantineKey(input.upload.id, kstDay(input.upload.uploadedAt))
  cloud.s3.put(outputBucket, key, Buffer.from('earlier'))
  await call()
  const { buffer, byteOffset, length } = Buffer.from(cloud.s3.body(outputBucket, key)!)
  assert.deepEqual(
    await parquetReadObjects({ file: buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer }),
    [],
  )
})

test('beside another request it waits up to ten seconds, so that one plan takes both', async () => {
  const { waitSeconds } = await callAs('another')
  assert.ok(Number.isInteger(waitSeconds) && waitSeconds >= 0 && waitSeconds <= 10, String(waitSeconds))
})

test('an upload whose manifest is gone is not admitted', async () => {
  await assert.rejects(callAs('bare', { manifest: 'no/manifest' }), /no\/manifest is missing/)
  assert.ok(!keys('_pipeline/pending/').some((key) => key.includes('bare')))
})
