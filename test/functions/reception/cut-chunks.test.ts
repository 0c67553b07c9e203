import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cutChunks } from '../../../functions/reception/cut-chunks.ts'

const format = { compression: 'none' as const, headerBytes: 100, headerLines: 1, columns: [], warnings: [] }
const chunkBytes = 33_554_432

test('ranges of one size follow each other from the first data byte to the last', () => {
  assert.deepEqual(cutChunks(format, 1101, 400), [
    { name: '00001', start: 100, end: 434 },
    { name: '00002', start: 434, end: 767 },
    { name: '00003', start: 767, end: 1101 },
  ])
})

test('the first range is shorter when its function makes the hash of the object too', () => {
  const sizes = (length: number, most: number) =>
    cutChunks({ ...format, announced: { sha256: 'a'.repeat(64) } }, 100 + length, most).map(
      ({ start, end }) => end - start,
    )
  assert.deepEqual(sizes(1000, 400), [300, 350, 350])
  assert.deepEqual(sizes(1000, 1100), [1000])
  const many = sizes(100_000, 1000)
  assert.deepEqual([many[0], many[1], Math.max(...many), many.length], [495, 995, 996, 101])
})

test('a header alone is one empty chunk', () => {
  assert.deepEqual(cutChunks(format, 100, 400), [{ name: '00001', start: 100, end: 100 }])
})

test('two functions convert what is worth it, and one what is small', () => {
  const count = (bytes: number) => cutChunks(format, 100 + bytes, chunkBytes).length
  assert.deepEqual([8_388_607, 8_388_608, 33_554_432, 67_108_865].map(count), [1, 2, 2, 3])
})

test('gzip is one chunk', () => {
  assert.deepEqual(cutChunks({ ...format, compression: 'gzip' }, 9000, 400), [
    { name: 'whole', start: 0, end: 9000 },
  ])
})

test('100 GB are cut into 500 chunks, and their run fits between two states', () => {
  const bytes = 107_374_182_400
  const chunks = cutChunks(format, bytes, chunkBytes)
  assert.equal(chunks.length, 500)
  assert.equal(chunks.at(-1)?.end, bytes)
  for (const [index, { start }] of chunks.slice(1).entries()) assert.equal(start, chunks[index]!.end)
  assert.ok(JSON.stringify(chunks).length < 200_000)
})
