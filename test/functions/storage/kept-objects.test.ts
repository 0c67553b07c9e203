import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { getKept } from '../../../functions/storage/kept-objects.ts'
import { isMissing } from '../../../functions/storage/object-store.ts'
import { MemoryStore } from './memory-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'kept-objects-'))
const temporary = process.env.TMPDIR
// what is kept lies in a folder of this test
process.env.TMPDIR = folder
after(() => {
  rmSync(folder, { recursive: true })
  if (temporary) process.env.TMPDIR = temporary
  else delete process.env.TMPDIR
})

let calls = 0
/** What the object is that stands there, and is asked for by the ETag that it has or by another. */
async function readKept(
  store: MemoryStore,
  key: string,
  etag = store.objects.get(key)?.etag,
): Promise<string> {
  const path = join(folder, `call-${calls++}`)
  await getKept(store, key, path, etag)
  return readFileSync(path, 'utf8')
}

/** Files that are kept now. */
const keptFiles = () => {
  const own = readdirSync(folder).find((name) => name.startsWith('card-pipeline-kept-'))!
  return readdirSync(join(folder, own)).map((name) => join(folder, own, name))
}

test('what did not change is not read again', async () => {
  const store = new MemoryStore()
  await store.put('month', 'first')
  for (const _ of [1, 2, 3]) assert.equal(await readKept(store, 'month'), 'first')
  assert.deepEqual([store.calls.get, store.bytesRead], [1, 5])
})

test('an object that is not asked for by its ETag is read as it is', async () => {
  const store = new MemoryStore()
  await store.put('unknown', 'rows')
  for (const etag of ['', 'an older one']) assert.equal(await readKept(store, 'unknown', etag), 'rows')
  assert.equal(store.calls.get, 2)
})

test('what changed is read, each time', async () => {
  const store = new MemoryStore()
  for (const content of ['one', 'other', 'one']) {
    await store.put('changing', content)
    assert.equal(await readKept(store, 'changing'), content)
  }
  assert.equal(store.bytesRead, 'one'.length + 'other'.length + 'one'.length)
})

test('a file that somebody removed is read again', async () => {
  const store = new MemoryStore()
  await store.put('removed', 'rows')
  await readKept(store, 'removed')
  for (const file of keptFiles()) rmSync(file)
  assert.equal(await readKept(store, 'removed'), 'rows')
  assert.equal(await readKept(store, 'removed'), 'rows')
  assert.equal(store.bytesRead, 2 * 'rows'.length)
})

test('no object is no object, also where there was one', async () => {
  const store = new MemoryStore()
  await assert.rejects(readKept(store, 'gone'), isMissing)
  await store.put('gone', 'rows')
  await readKept(store, 'gone')
  await store.delete(['gone'])
  await assert.rejects(readKept(store, 'gone'), isMissing)
})

/** Says that each of its objects has 100 MB. */
class LargeStore extends MemoryStore {
  override async getFile(key: string, path: string) {
    return { ...(await super.getFile(key, path)), bytes: 100_000_000 }
  }
}

test('what was used last is kept as long as there is room', async () => {
  const store = new LargeStore()
  for (const key of ['a', 'b', 'c']) await store.put(key, key)
  for (const key of ['a', 'b', 'a', 'c']) await readKept(store, key)
  assert.equal(store.bytesRead, 3)
  assert.deepEqual(
    keptFiles()
      .map((file) => readFileSync(file, 'utf8'))
      .sort(),
    ['a', 'c'],
  )
  await readKept(store, 'a')
  assert.equal(store.bytesRead, 3)
  await readKept(store, 'b')
  assert.equal(store.bytesRead, 4)
})
