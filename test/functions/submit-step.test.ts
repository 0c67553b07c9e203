import assert from 'node:assert/strict'
import { test } from 'node:test'
import { S3Fault } from '../faults/memory-s3.ts'
import { heavyUpload, outputBucket, reachTask } from './reach-task.ts'

test('the checks of a heavy upload are one step on a cluster of its run', async () => {
  const { cloud, run, call } = await reachTask('submit-step', heavyUpload)
  const step = await call()
  assert.deepEqual(cloud.emr.alive(), [`card-pipeline-test ${run}`])
  const script = String(cloud.s3.body(outputBucket, step.script.slice(`s3://${outputBucket}/`.length)))
  assert.match(script, /duplicate_transaction_id/)
  assert.deepEqual(await call(), step, 'submitted again it is the same step')
  assert.equal(cloud.emr.alive().length, 1)
})

test('that EMR takes no order is an answer, not a fault', async () => {
  const { cloud, call } = await reachTask('submit-step', heavyUpload)
  cloud.trouble = (command) => {
    if (command === 'RunJobFlowCommand') throw new S3Fault('ThrottlingException', 400)
  }
  assert.match((await call()).refused, /ThrottlingException/)
})
