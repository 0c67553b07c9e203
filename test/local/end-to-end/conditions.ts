import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isConflict, isMissing, type PutOptions } from '../../../functions/storage/object-store.ts'
import { type ObjectStore, s3Store } from '../../../functions/storage/store.ts'
import { stack } from '../../../local/pipeline/stack.ts'

const key = (name: string) => `_attempts/conditions/${name}`

const textOf = async (store: ObjectStore, key: string) => Buffer.from((await store.get(key))!.body).toString()

for (const way of ['put', 'copy'] as const)
  test(`S3 takes a ${way} on the condition of what it replaces`, async () => {
    const store = s3Store(stack.outputBucket)
    const [source, target] = [key('source'), key(way)]
    await store.put(source, 'new', { metadata: { generation: '1' } })
    const write = (options: PutOptions) =>
      way === 'put' ? store.put(target, 'new', options) : store.copy(source, target, options)
    const standing = await store.put(target, 'old')
    await assert.rejects(write({ condition: { ifNoneMatch: '*' } }), isConflict)
    await assert.rejects(write({ condition: { ifMatch: '"another"' } }), isConflict)
    assert.equal(await textOf(store, target), 'old')
    const etag = await write({ condition: { ifMatch: standing }, metadata: { generation: '2' } })
    const head = (await store.head(target))!
    assert.deepEqual([head.etag, head.metadata], [etag, { generation: '2' }])
    assert.equal(await textOf(store, target), 'new')
    await store.delete([target])
    await assert.rejects(write({ condition: { ifMatch: etag } }), isMissing)
    await write({ condition: { ifNoneMatch: '*' } })
    await store.delete([source, target])
  })

test('a copy keeps the metadata of its source unless it is given others', async () => {
  const store = s3Store(stack.outputBucket)
  await store.put(key('source'), 'new', { metadata: { generation: '1' } })
  await store.copy(key('source'), key('copy'))
  assert.deepEqual((await store.head(key('copy')))!.metadata, { generation: '1' })
  await store.delete([key('source'), key('copy')])
})
