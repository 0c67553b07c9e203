import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lightStory } from '../faults/stories.ts'
import { lightUpload, reachTask } from './reach-task.ts'

test('rows that share an id are counted and named with their lines', async () => {
  const { call, json } = await reachTask('find-duplicates', (cloud) => {
    const [header, first, ...others] = lightStory.first.trimEnd().split('\n')
    return cloud.upload('incoming/twice.csv', [header, first, ...others, first, ''].join('\n'))
  })
  const { duplicates } = await call()
  const { counts, samples } = json(duplicates)
  assert.equal(counts.duplicate_transaction_id, 1)
  assert.deepEqual(samples.duplicate_transaction_id, [
    { line: 2, value: 'T2024-03-1', reason: '2 times, last in line 22' },
  ])
})

test('good rows leave counts of zero and no samples', async () => {
  const { call, json } = await reachTask('find-duplicates', lightUpload)
  const { counts, samples } = json((await call()).duplicates)
  assert.deepEqual(counts, { duplicate_transaction_id: 0, duplicate_payment: 0 })
  assert.deepEqual(samples, {})
})

test('a manifest that is gone is a fault', async () => {
  const { input, call } = await reachTask('find-duplicates', lightUpload)
  await assert.rejects(
    call({ merged: { ...input.merged, manifest: 'no/manifest' } }),
    /no\/manifest is missing/,
  )
})
