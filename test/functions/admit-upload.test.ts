import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lightUpload, reachTask } from './reach-task.ts'

const { input, call, keys, json } = await reachTask('admit-upload', lightUpload)

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

test('beside another request it waits up to ten seconds, so that one plan takes both', async () => {
  const { waitSeconds } = await call({ upload: { ...input.upload, id: 'another' } })
  assert.ok(Number.isInteger(waitSeconds) && waitSeconds >= 0 && waitSeconds <= 10, String(waitSeconds))
})

test('an upload whose manifest is gone is not admitted', async () => {
  const upload = { ...input.upload, id: 'bare' }
  await assert.rejects(call({ upload, manifest: 'no/manifest' }), /no\/manifest is missing/)
  assert.ok(!keys('_pipeline/pending/').some((key) => key.includes('bare')))
})
