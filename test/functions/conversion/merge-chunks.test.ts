import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyResult } from '../../../functions/conversion/chunk-result.ts'
import { type MergeTask, mergeChunks } from '../../../functions/conversion/merge-chunks.ts'
import { chunkResultKey } from '../../../functions/storage/layout.ts'
import { writeJson } from '../../../functions/storage/store.ts'
import { MemoryStore } from '../storage/memory-store.ts'
import { someUpload } from './converting.ts'

const upload = someUpload(3000)
const format = { compression: 'none' as const, headerBytes: 100, headerLines: 1, columns: [], warnings: [] }
const chunks = [
  { name: '00001', start: 100, end: 1500 },
  { name: '00002', start: 1500, end: 3000 },
]
const task: MergeTask = { execution: 'run', upload, format, chunks }

const first = {
  ...emptyResult('00001'),
  first: 100,
  next: 1510,
  lines: 12,
  rows: 10,
  counts: { ...emptyResult('').counts, malformed_line: 1 },
}
const second = {
  ...emptyResult('00002'),
  first: 1510,
  next: 3000,
  lines: 9,
  rows: 9,
  counts: { ...emptyResult('').counts, amount_zero: 1 },
  samples: { amount_zero: [{ line: 2, column: 'amount', value: '0' }] },
  months: { '2024-03': { rows: 9, amount: 900, files: ['b'] } },
}

async function merge(results: object[], heavyRows = 100) {
  const store = new MemoryStore()
  for (const [index, result] of results.entries())
    await writeJson(store, chunkResultKey(upload.id, 'run', chunks[index]!.name), result)
  return { store, merged: await mergeChunks(store, task, heavyRows) }
}

test('results are added up, with the lines of the file', async () => {
  const { store, merged } = await merge([first, second])
  assert.ok(merged.next === 'duplicates')
  assert.equal(merged.rows, 19)
  assert.deepEqual(store.json(merged.counters), {
    rows: 19,
    malformed: 1,
    cp949: 0,
    counts: { ...emptyResult('').counts, malformed_line: 1, amount_zero: 1 },
    samples: { amount_zero: [{ line: 15, column: 'amount', value: '0' }] },
    warnings: [],
    lineBases: { '00001': 1, '00002': 13 },
  })
  assert.partialDeepStrictEqual(store.json(merged.manifest), { rows: 9, amount: 900, upload: upload.id })
})

test('chunks that do not meet are converted as a whole', async () => {
  const { merged } = await merge([first, { ...second, first: 1520 }])
  assert.deepEqual(merged, { next: 'whole', chunks: [{ name: 'whole', start: 100, end: 3000 }] })
})

test('a chunk whose start is not known is converted as a whole', async () => {
  const { merged } = await merge([
    { ...first, next: null },
    { ...second, first: null },
  ])
  assert.equal(merged.next, 'whole')
})

test('a heavy upload that fails by its rows is judged at once', async () => {
  assert.equal((await merge([first, second], 19)).merged.next, 'judge')
  const clean = { ...first, counts: emptyResult('').counts }
  assert.equal((await merge([clean, second], 19)).merged.next, 'heavyDuplicates')
})

test('a missing result is a fault', async () => {
  await assert.rejects(merge([first]), /MissingObjectError: .*00002.json is missing/)
})
