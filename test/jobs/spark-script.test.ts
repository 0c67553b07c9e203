import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stageTables } from '../../jobs/partitions.ts'
import { renderSparkScript } from '../../jobs/spark-script.ts'
import { readSql } from '../../jobs/sql.ts'
import { parseStage } from '../../jobs/stages.ts'

const months = [1, 3].map(
  (month) => `s3://out/partitioned_txn/txn_year=2024/txn_month=${month}/part-0.parquet`,
)
const yearStage = (stage: string) => ({
  stage,
  units: months,
  output: `s3://out/_attempts/run/${stage}/7/spark`,
})
const statements = (script: string) => script.split(/;\n/).map((text) => text.trim())

test('every table of a year is written by its own unchanged SQL', () => {
  const script = renderSparkScript([yearStage('etl/2024')])
  for (const table of stageTables(parseStage('etl/2024'))) {
    const target = `INSERT OVERWRITE DIRECTORY 's3://out/_attempts/run/etl/2024/7/spark/${table.name}' USING parquet`
    assert.ok(script.includes(`${target}\n${readSql(table).trimEnd()};`), table.name)
  }
})

test('a year reads exactly its months in one scan, with their partition columns', () => {
  const [units, view] = statements(renderSparkScript([yearStage('etl/2024')])).filter((text) =>
    text.includes('VIEW'),
  )
  assert.match(
    units!,
    /path 's3:\/\/out\/partitioned_txn\/txn_year=2024\/\{txn_month=1,txn_month=3\}\/part-0\.parquet'/,
  )
  assert.match(view!, /SELECT \*, CAST\(YEAR\(txn_date\) AS INT\) AS txn_year, CAST\(MONTH/)
})

test('files in different folders are still read by name', () => {
  const pinned = {
    ...yearStage('etl/2024'),
    units: ['s3://out/a/b/1', 's3://out/c/2'],
  }
  assert.ok(renderSparkScript([pinned]).includes("path 's3://out/{a/b/1,c/2}'"))
})

test('stages with the same months share one view, others get their own', () => {
  const shared = renderSparkScript([yearStage('etl/2024'), yearStage('quarterly/2024')])
  assert.equal(shared.split('TEMPORARY VIEW transactions').length, 2)
  const two = renderSparkScript([yearStage('etl/2024'), { ...yearStage('etl/2023'), units: months.slice(1) }])
  assert.equal(two.split('TEMPORARY VIEW transactions').length, 3)
})

test('a month reads staged files by name, newer contributions with a higher order, and its summary the result', () => {
  const staged = (upload: string, ...parts: string[]) =>
    parts.map((part) => `s3://out/_staging/${upload}/a/txn_year=2024/txn_month=3/${part}.parquet`)
  const script = renderSparkScript([
    {
      stage: 'etl/2024-03',
      staged: {
        uploads: ['old', 'new'],
        files: [...staged('old', '00001', '00002'), ...staged('new', '00001')],
        loose: false,
      },
      output: 's3://out/_attempts/run/etl/2024-03/2/spark',
    },
  ])
  assert.match(script, /\(VALUES\n {2}\('old', 1\),\n {2}\('new', 2\)\n\) AS contributions/)
  assert.match(
    script,
    /path 's3:\/\/out\/_staging\/\{old\/.*00001\.parquet,old\/.*00002\.parquet,new\/.*00001\.parquet\}'/,
  )
  assert.ok(!script.includes('staged_rows'))
  const written = script.indexOf(
    'SELECT * FROM parquet.`s3://out/_attempts/run/etl/2024-03/2/spark/partitioned_txn`',
  )
  assert.ok(written > script.indexOf("/spark/partitioned_txn' USING parquet"))
  assert.ok(written < script.indexOf("/spark/daily_summary' USING parquet"))
})

test('a stage without inputs and a path that would need escaping are refused', () => {
  assert.throws(
    () => renderSparkScript([{ stage: 'etl/2024', output: 's3://out/x' }]),
    /nothing to read for etl\/2024/,
  )
  const odd = { ...yearStage('etl/2024'), output: "s3://out/a'b" }
  assert.throws(() => renderSparkScript([odd]), /not a path for Spark/)
})
