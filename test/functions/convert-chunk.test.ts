import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lightUpload, reachTask } from './reach-task.ts'

const { cloud, input, call, keys, json } = await reachTask('convert-chunk', lightUpload)

test('a chunk becomes staged files by month and what its rows do wrong', async () => {
  assert.deepEqual(keys('_staging/'), [])
  assert.partialDeepStrictEqual(await call(), { chunk: '00001', rows: 20, malformed: 0 })
  const [result, ...files] = keys('_staging/')
  assert.match(result!, /chunks\/00001\.json$/)
  assert.deepEqual(Object.keys(json(result!).months), ['2024-03'])
  assert.deepEqual(json(result!).months['2024-03'].files, files)
})

test('converted again, the same chunk leaves the same bytes', async () => {
  const bytes = () => keys('_staging/').map((key) => cloud.s3.body('card-pipeline-output-local', key))
  const before = bytes()
  await call()
  assert.deepEqual(bytes(), before)
})

test('an object that is not the one that was judged is a fault', async () => {
  await assert.rejects(call({ upload: { ...input.upload, etag: '"another"' } }), {
    name: 'ObjectChangedError',
  })
})
