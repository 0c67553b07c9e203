import assert from 'node:assert/strict'
import { test } from 'node:test'
import { S3Fault } from '../faults/memory-s3.ts'
import { lightUpload, reachTask } from './reach-task.ts'

const { cloud, run, call, json } = await reachTask('recover', (cloud) => {
  cloud.trouble = (command, input, when) => {
    if (when === 'before' && command === 'PutObjectCommand' && input.Key.startsWith('partitioned_txn/'))
      throw new S3Fault('AccessDenied', 403)
  }
  return lightUpload(cloud)
})

test('a run that failed gives its claims back, keeps why, and tells people', async () => {
  assert.equal(json('_pipeline/catalog.json').stages['etl/2024-03'].claim.execution, run)
  assert.partialDeepStrictEqual(await call(), { outcome: 'failed', released: 1 })
  const { claim, failures } = json('_pipeline/catalog.json').stages['etl/2024-03']
  assert.equal(claim ?? null, null)
  assert.equal(failures, 1)
  assert.match(json(`reports/runs/${run}.json`).reason, /AccessDenied/)
  assert.equal(cloud.messages.length, 1)
  assert.match(cloud.messages[0]!, /AccessDenied/)
})

test('done again it releases nothing more', async () => {
  assert.partialDeepStrictEqual(await call(), { released: 0 })
  assert.equal(json('_pipeline/catalog.json').stages['etl/2024-03'].failures, 1)
})
