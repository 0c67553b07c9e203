import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeSides } from '../../../local/bench/describe-sides.ts'

const run = (seconds: number) => ({
  seconds,
  cpu: { convertChunk: seconds, aggregate: 1 },
  states: { ConvertChunks: 1.26, Done: 0.01 },
  calls: { aggregate: 2, report: 1 },
  requests: { GetObject: 3, PutObject: 40 },
})

test('a ratio is the median of those of the rounds, and the cold upload is against a warm one', () => {
  const pipeline = [run(3), run(9), run(4)]
  const duckdb = [1, 2, 30].map((seconds) => ({ seconds, cpu: 3 }))
  const peaks = { report: { memory: 50_000_000, disk: 0 }, aggregate: { memory: 1_200_000_000, disk: 7 } }
  const text = describeSides([{ rows: 1000, cold: 6, pipeline, duckdb, spark: [20], peaks }]).join('\n')
  assert.match(text, /^\| 1,000 \| ×3\.00 \| ×0\.15 \| 4\.0 s \| 2\.0 s \| 20\.0 s \| 5\.0 s \| 3\.0 s \|$/m)
  assert.match(text, /took 6\.0 s, ×1\.50 of a warm one/)
  assert.match(
    text,
    /^\| 1,000 \| 3 \(aggregate 2, report 1\) \| 43 \| PutObject 40, GetObject 3 \| ConvertChunks 1\.3 \|$/m,
  )
  assert.match(
    text,
    /^\| 1,000 \| convertChunk 4\.0, aggregate 1\.0 \| aggregate 1\.2 GB, report 50\.0 MB \|$/m,
  )
})
