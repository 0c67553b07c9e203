import assert from 'node:assert/strict'
import { test } from 'node:test'
import { measureNotes } from '../../../functions/benchmark/spark-notes.ts'

test('a test took until the next began; writing tests wrote all rows into their own folder', () => {
  const notes = [
    { test_name: 'csv_read', started: 1000n, row_count: 50n },
    { test_name: 'write_day', started: 3500n, row_count: 0n },
    { test_name: 'repartition_8', started: 4000n, row_count: 0n },
    { test_name: 'end', started: 4600n, row_count: 0n },
  ]
  const sizes = new Map([
    ['csv', { files: 1, bytes: 900 }],
    ['day', { files: 31, bytes: 300 }],
  ])
  const brief = measureNotes(notes, sizes).map(({ test_name, elapsed_sec, row_count, files, bytes }) => {
    return [test_name, elapsed_sec, row_count, files, bytes]
  })
  assert.deepEqual(brief, [
    ['csv_read', 2.5, 50, 1, 900],
    ['write_day', 0.5, 50, 31, 300],
    ['repartition_8', 0.6, 50, 0, 0],
  ])
})
