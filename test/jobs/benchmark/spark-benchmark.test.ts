import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderSparkBenchmark } from '../../../jobs/benchmark/spark-benchmark.ts'
import { details } from '../../../jobs/benchmark/variants.ts'

const script = renderSparkBenchmark({
  files: ['s3://out/_attempts/run/input-0/1.parquet', 's3://out/_attempts/run/input-0/2.parquet'],
  output: 's3://out/optimized/spark',
  day: '2024-02-29',
})
const notes = [
  ...script.matchAll(/CACHE TABLE note_(\d+) AS SELECT (?:\/\*\+ .*? \*\/ )?'(\w+)' AS test_name/g),
]

test('every test that a person reads about is noted once, in order, and the end last', () => {
  assert.deepEqual(
    notes.map(([, number]) => Number(number)),
    notes.map((_, index) => index),
  )
  const names = notes.map(([, , name]) => name)
  assert.equal(names.at(-1), 'end')
  assert.deepEqual(names.slice(0, -1).sort(), Object.keys(details).sort())
})

test('a note comes right before what it measures', () => {
  assert.match(
    script,
    /'write_day' AS test_name[^;]*;\s+CREATE TABLE by_day USING parquet PARTITIONED BY \(txn_date\)/,
  )
  assert.match(
    script,
    /'repartition_50' AS test_name[^;]*;\s+INSERT OVERWRITE DIRECTORY '[^']*repartition_50'/,
  )
})

test('the joins are asked for by hint, and the day by the columns of its folder', () => {
  assert.match(script, /SELECT \/\*\+ MERGE\(master\) \*\/ 'join_sort_merge'/)
  assert.match(script, /SELECT \/\*\+ BROADCAST\(master\) \*\/ 'join_broadcast'/)
  assert.match(
    script,
    /FROM by_year_month WHERE txn_year = 2024 AND txn_month = 2 AND txn_date = DATE '2024-02-29'/,
  )
})

test('a path that would need quoting is refused', () => {
  assert.throws(
    () => renderSparkBenchmark({ files: ["s3://o'ut/x"], output: 's3://out', day: '2024-01-01' }),
    /not a path/,
  )
})
