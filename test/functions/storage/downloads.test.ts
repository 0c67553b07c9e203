import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Downloads } from '../../../functions/storage/downloads.ts'
import { MemoryStore } from './memory-store.ts'
import { packContents } from './packing.ts'

const folder = mkdtempSync(join(tmpdir(), 'downloads-'))
after(() => rmSync(folder, { recursive: true }))

/** Files of a pack in a store: where they are on this machine, and their names within it. */
async function storePack() {
  const store = new MemoryStore()
  const contents = ['first', '', '셋째', Buffer.alloc(100_000, 7)]
  const { paths, names, packed } = await packContents(folder, contents, 'some/pack.parquet')
  await store.putFile('some/pack.parquet', packed)
  return { store, paths, names }
}

const contentsOf = (paths: readonly string[]) => paths.map((path) => readFileSync(path))

test('files of a pack are what was packed, in one GET for all', async () => {
  const { store, paths, names } = await storePack()
  const downloads = new Downloads(store, mkdtempSync(join(folder, 'all-')))
  const files = await downloads.mustDownload([...names, names[0]!])
  assert.deepEqual(contentsOf(files), contentsOf([...paths, paths[0]!]))
  assert.equal(store.calls.get, 1)
})

test('of a pack no more is read than from the first to the last file that is expected', async () => {
  const { store, paths, names } = await storePack()
  const downloads = new Downloads(store, mkdtempSync(join(folder, 'some-')))
  downloads.expect([names[2]!, names[0]!])
  const found = [await downloads.mustDownload([names[2]!]), await downloads.mustDownload([names[0]!])]
  assert.deepEqual(contentsOf(found.flat()), contentsOf([paths[2]!, paths[0]!]))
  assert.deepEqual([store.calls.get, store.bytesRead], [1, 'first'.length + Buffer.byteLength('셋째')])
  const [last] = await downloads.mustDownload([names[3]!])
  assert.deepEqual(readFileSync(last!), readFileSync(paths[3]!), 'what nobody expected is read as well')
  assert.equal(store.calls.get, 2)
})

test('what is not there is null: an object, a pack, a value', async () => {
  const downloads = new Downloads(new MemoryStore(), folder)
  assert.equal(await downloads.file('none'), null)
  assert.equal(await downloads.file('none.parquet#0-5'), null)
  assert.equal(await downloads.json('none.json'), null)
})
