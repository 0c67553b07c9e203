import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lightUpload, reachTask } from './reach-task.ts'

const { run, input, call, keys, json } = await reachTask('publish', lightUpload)

test('a computed month stands under its tables, and its year is claimed next', async () => {
  assert.deepEqual(keys('partitioned_txn/'), [])
  const next = await call()
  assert.deepEqual(keys('partitioned_txn/'), ['partitioned_txn/txn_year=2024/txn_month=3/part-0.parquet'])
  assert.deepEqual(keys('daily_summary/'), ['daily_summary/txn_year=2024/txn_month=3/part-0.parquet'])
  assert.equal(next.round, 2)
  assert.deepEqual(
    next.small.map(({ stage }: { stage: string }) => stage),
    ['etl/2024', 'quarterly/2024'],
  )
  const catalog = json('_pipeline/catalog.json').stages
  assert.equal(catalog['etl/2024-03'].done, input.plan.small[0].generation)
  assert.equal(catalog['etl/2024'].claim.execution, run)
})

test('a stage that failed keeps its tables and is counted', async () => {
  const again = await reachTask('publish', lightUpload)
  const [{ stage, generation }] = input.plan.small
  const next = await again.call({ results: [[{ stage, generation, ok: false, error: 'it broke' }], []] })
  assert.deepEqual(again.keys('partitioned_txn/'), [])
  const entry = again.json('_pipeline/catalog.json').stages['etl/2024-03']
  assert.deepEqual([entry.done, entry.failures], [0, 1])
  assert.ok(next.claimed <= 1)
})
