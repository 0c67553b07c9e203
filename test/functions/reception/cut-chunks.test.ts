import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cutChunks } from '../../../functions/reception/cut-chunks.ts'

const format = { compression: 'none' as const, headerBytes: 100, headerLines: 1, columns: [], warnings: [] }

test('ranges follow each other from the first data byte to the last', () => {
  assert.deepEqual(cutChunks(format, 1100, 400), [
    { name: '00001', start: 100, end: 500 },
    { name: '00002', start: 500, end: 900 },
    { name: '00003', start: 900, end: 1100 },
  ])
})

test('a header alone is one empty chunk', () => {
  assert.deepEqual(cutChunks(format, 100, 400), [{ name: '00001', start: 100, end: 100 }])
})

test('gzip is one chunk', () => {
  assert.deepEqual(cutChunks({ ...format, compression: 'gzip' }, 9000, 400), [
    { name: 'whole', start: 0, end: 9000 },
  ])
})

test('100 GB are cut into 500 chunks, and their run fits between two states', () => {
  const chunks = cutChunks(format, 107_374_182_400, 33_554_432)
  assert.equal(chunks.length, 500)
  assert.equal(chunks.at(-1)?.end, 107_374_182_400)
  assert.ok(JSON.stringify(chunks).length < 200_000)
})
