import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { folderStore } from '../../../local/validate/folder-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'folder-store-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const store = folderStore(join(folder, 'store'))
const outside = join(folder, 'outside')

async function keys(prefix: string): Promise<string[]> {
  const found: string[] = []
  for await (const { key } of store.list(prefix)) found.push(key)
  return found
}

test('what is put is read again, listed by its prefix and deleted', async () => {
  await store.put('a/1.json', 'one')
  await store.put('b/2.json', Buffer.from('two'))
  assert.equal(Buffer.from((await store.get('a/1.json'))!.body).toString(), 'one')
  await store.copy('a/1.json', 'a/2.json')
  assert.deepEqual(await keys('a/'), ['a/1.json', 'a/2.json'])
  await store.delete(['a/1.json', 'never'])
  assert.deepEqual(await keys(''), ['a/2.json', 'b/2.json'])
})

test('a file is handed in and out whole', async () => {
  writeFileSync(outside, 'rows')
  await store.putFile('f/1.parquet', outside)
  rmSync(outside)
  assert.equal((await store.getFile('f/1.parquet', outside)).bytes, 4)
  assert.equal(readFileSync(outside, 'utf8'), 'rows')
})

test('a missing key is null, and a condition is refused', async () => {
  assert.equal(await store.get('none'), null)
  assert.equal(await store.head('none'), null)
  await assert.rejects(store.put('a', 'x', { condition: { ifNoneMatch: '*' } }), /conditional/)
})
