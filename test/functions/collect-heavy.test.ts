import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stagePartitions } from '../../jobs/partitions.ts'
import { heavyUpload, outputBucket, reachTask } from './reach-task.ts'

const { cloud, input, call, keys, json } = await reachTask('collect-heavy', heavyUpload)

test('what Spark computed becomes every partition of the stage', async () => {
  const { stage, generation, rows } = input
  const answer = await call()
  assert.partialDeepStrictEqual(answer, { stage, generation, ok: true })
  const [result] = json(answer.result)
  assert.equal(result.rows, rows)
  const named = result.partitions.map(({ table, partition }: { table: string; partition: string }) => {
    return { table, partition }
  })
  assert.deepEqual(named, stagePartitions(stage))
})

test('a table that Spark did not write fails the stage and not the run', async () => {
  for (const key of keys(`_attempts/`).filter((each) => each.includes('/spark/monthly_trend/')))
    cloud.s3.objects.delete(`${outputBucket}/${key}`)
  const answer = await call()
  assert.partialDeepStrictEqual(answer, { stage: input.stage, ok: false })
  assert.match(answer.error, /Spark wrote nothing to .*monthly_trend/)
})
