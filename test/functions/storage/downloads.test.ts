import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Downloads } from '../../../functions/storage/downloads.ts'
import { packFiles } from '../../../functions/storage/packs.ts'
import { MemoryStore } from './memory-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'downloads-'))
after(() => rmSync(folder, { recursive: true }))

test('files of a pack are what was packed, in one GET for all', async () => {
  const store = new MemoryStore()
  const contents = ['first', '', '셋째', Buffer.alloc(100_000, 7)]
  const paths = contents.map((content, index) => {
    const path = join(folder, `${index}`)
    writeFileSync(path, content)
    return path
  })
  const packed = join(folder, 'packed')
  const names = await packFiles(paths, 'some/pack.parquet', packed)
  await store.putFile('some/pack.parquet', packed)
  const downloads = new Downloads(store, folder)
  const files = await Promise.all([...names, names[0]!].map((name) => downloads.file(name)))
  assert.deepEqual(
    files.map((file) => readFileSync(file!)),
    [...paths, paths[0]!].map((path) => readFileSync(path)),
  )
  assert.equal(store.calls.get, 1)
})

test('what is not there is null: an object, a pack, a value', async () => {
  const downloads = new Downloads(new MemoryStore(), folder)
  assert.equal(await downloads.file('none'), null)
  assert.equal(await downloads.file('none.parquet#0-5'), null)
  assert.equal(await downloads.json('none.json'), null)
})
