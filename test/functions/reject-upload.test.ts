import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvOf } from '../faults/stories.ts'
import { reachTask } from './reach-task.ts'

const { cloud, input, call, keys, json } = await reachTask('reject-upload', (cloud) =>
  cloud.upload('incoming/negative.csv', csvOf('2024-03', 1, 20, -5000)),
)

test('a refused upload leaves a report and a message, and no table', async () => {
  const { report, reason } = await call()
  assert.match(reason, /quality checks failed: .*amount_negative/)
  assert.equal(report, `_rejected/${input.upload.id}/report.json`)
  assert.partialDeepStrictEqual(json(report), {
    upload: input.upload.id,
    key: 'incoming/negative.csv',
    line: 2,
  })
  assert.ok(json(report).failed.includes('amount_negative'))
  assert.equal(cloud.messages.length, 1)
  assert.match(cloud.messages[0]!, /amount_negative/)
  assert.deepEqual(keys('partitioned_txn/'), [])
})

test('a judgement that is gone is a fault', async () => {
  await assert.rejects(call({ quality: { quality: 'no/judgement' } }), /no\/judgement is missing/)
})
