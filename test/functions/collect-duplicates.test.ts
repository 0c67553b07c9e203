import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heavyStory } from '../faults/stories.ts'
import { heavyUpload, outputBucket, reachTask } from './reach-task.ts'

test('what Spark found stands where FindDuplicates would leave it', async () => {
  const { call, json } = await reachTask('collect-duplicates', (cloud) => {
    Object.assign(process.env, heavyStory.settings)
    const [header, first, ...others] = heavyStory.correction.trimEnd().split('\n')
    return cloud.upload('incoming/twice.csv', [header, first, ...others, first, ''].join('\n'))
  })
  const { counts, samples } = json((await call()).duplicates)
  assert.equal(counts.duplicate_transaction_id, 1)
  assert.partialDeepStrictEqual(samples.duplicate_transaction_id, [{ line: 2, value: 'T2024-03-11' }])
})

test('that Spark left nothing of a check is a fault, not a count of zero', async () => {
  const { cloud, call, keys } = await reachTask('collect-duplicates', heavyUpload)
  for (const key of keys('_attempts/').filter((each) => each.includes('/duplicate_transaction_id/')))
    cloud.s3.objects.delete(`${outputBucket}/${key}`)
  await assert.rejects(call(), { name: 'ReconciliationError' })
})
