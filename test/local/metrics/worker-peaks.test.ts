import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { raiseDisk, readPeaks, type WorkerPeaks, writePeaks } from '../../../local/metrics/worker-peaks.ts'

const temporary = mkdtempSync(join(tmpdir(), 'worker-peaks-'))
after(() => rmSync(temporary, { recursive: true }))

const work = (name: string, ...files: [string, number][]) => {
  for (const [file, bytes] of files) {
    mkdirSync(join(temporary, name, file, '..'), { recursive: true })
    writeFileSync(join(temporary, name, file), Buffer.alloc(bytes))
  }
}

test('the disk of a function is the most that one of its workers had, spilled files included', () => {
  const peaks: WorkerPeaks = {}
  work('card-pipeline-local-aggregate-a', ['in.parquet', 100], ['spill/one.tmp', 50])
  work('card-pipeline-local-aggregate-b', ['in.parquet', 120])
  work('something-else', ['in.parquet', 1000])
  assert.equal(raiseDisk(peaks, temporary), true)
  assert.deepEqual(peaks, { aggregate: { memory: 0, disk: 150 } })
  rmSync(join(temporary, 'card-pipeline-local-aggregate-a'), { recursive: true })
  assert.equal(raiseDisk(peaks, temporary), false)
  assert.equal(peaks.aggregate!.disk, 150)
})

test('peaks are kept in a file', () => {
  const file = join(temporary, 'peaks.json')
  assert.deepEqual(readPeaks(file), {})
  writePeaks(file, { publish: { memory: 5, disk: 0 } })
  assert.deepEqual(readPeaks(file), { publish: { memory: 5, disk: 0 } })
})
