import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readSlice, unpackFiles } from '../../../functions/storage/packs.ts'
import { packContents } from './packing.ts'

const folder = mkdtempSync(join(tmpdir(), 'packs-'))
after(() => rmSync(folder, { recursive: true }))

const contents = ['첫째', '', 'second', 'x', 'the last one']

/** A pack's bytes, and its files as they are to be unpacked. */
async function makePack() {
  const { names, packed } = await packContents(folder, contents, 'some/pack.parquet')
  const files = names.map((name, index) => ({ ...readSlice(name)!, path: join(folder, `out-${index}`) }))
  return { bytes: readFileSync(packed), files }
}

function* cut(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

test('files are what was packed, however their bytes arrive', async () => {
  const { bytes, files } = await makePack()
  for (let size = 1; size <= bytes.length; size++) {
    await unpackFiles(cut(bytes, size), 0, files)
    assert.deepEqual(
      files.map(({ path }) => readFileSync(path, 'utf8')),
      contents,
    )
  }
})

test('some files are unpacked from their part of the pack, in any order', async () => {
  const { bytes, files } = await makePack()
  const some = [files[3]!, files[0]!]
  await unpackFiles(cut(bytes.subarray(0, files[3]!.end), 4), 0, some)
  await unpackFiles([bytes.subarray(files[2]!.start)], files[2]!.start, [files[4]!, files[2]!])
  const read = [0, 2, 3, 4].map((index) => readFileSync(files[index]!.path, 'utf8'))
  assert.deepEqual(
    read,
    [0, 2, 3, 4].map((index) => contents[index]),
  )
})

test('bytes that end before the files do are a fault', async () => {
  const { bytes, files } = await makePack()
  await assert.rejects(unpackFiles([bytes.subarray(0, -2)], 0, files), /the pack ended 2 bytes before/)
})
