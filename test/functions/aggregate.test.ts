import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stagePartitions } from '../../jobs/partitions.ts'
import { lightUpload, reachTask } from './reach-task.ts'

const { input, call, keys, json } = await reachTask('aggregate', lightUpload)

test('a small stage is computed into the attempt of its run, every partition of it', async () => {
  const [{ stage, generation }] = input.stages
  const { results } = await call()
  assert.partialDeepStrictEqual(results, [{ stage, generation, ok: true }])
  const [{ rows, partitions }] = json(results[0].result)
  assert.equal(rows, 20)
  const named = partitions.map(({ table, partition }: { table: string; partition: string }) => {
    return { table, partition }
  })
  assert.deepEqual(named, stagePartitions(stage))
  for (const { base64 } of partitions)
    assert.match(Buffer.from(base64, 'base64').toString('latin1'), /^PAR1[\s\S]*PAR1$/)
  assert.deepEqual(keys('partitioned_txn/'), [])
})

test('a claim that its plan does not list is a fault', async () => {
  const [ref] = input.stages
  const newer = { ...ref, generation: ref.generation + 1 }
  await assert.rejects(call({ stages: [newer] }), /does not list etl\/2024-03/)
})
