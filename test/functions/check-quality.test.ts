import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parquetReadObjects } from 'hyparquet'
import { qualityChecks } from '../../hive/checks.ts'
import { csvOf } from '../faults/stories.ts'
import { bytesOf } from '../hive/parquet-columns.ts'
import { lightUpload, outputBucket, reachTask } from './reach-task.ts'

test('good rows pass, and every check is a row of quality_report', async () => {
  const { cloud, call, keys, json } = await reachTask('check-quality', lightUpload)
  const judged = await call()
  assert.partialDeepStrictEqual(judged, { verdict: 'PASS', rows: 20, failed: [] })
  assert.equal(json(judged.quality).outcomes.length, qualityChecks.length)
  const [report] = keys('quality_report/')
  const rows = await parquetReadObjects({ file: bytesOf(cloud.s3.body(outputBucket, report!)!) })
  assert.deepEqual(
    rows.map(({ check_name }) => check_name).sort(),
    qualityChecks.map(({ name }) => name).sort(),
  )
})

test('rows over a limit fail by name', async () => {
  const { call } = await reachTask('check-quality', (cloud) =>
    cloud.upload('incoming/negative.csv', csvOf('2024-03', 1, 20, -5000)),
  )
  const { verdict, failed } = await call()
  assert.deepEqual([verdict, failed], ['FAIL', ['amount_negative']])
})
