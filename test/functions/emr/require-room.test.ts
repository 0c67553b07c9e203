import assert from 'node:assert/strict'
import { test } from 'node:test'
import { requireRoom } from '../../../functions/emr/require-room.ts'
import { MemoryStore } from '../storage/memory-store.ts'

const folder = '_attempts/run/etl/2024-03/2/spark/'
const store = new MemoryStore()
await store.put(`${folder}partitioned_txn/0.parquet`, new Uint8Array(600_000))
await store.put(`${folder}daily_summary/0.parquet`, new Uint8Array(500_000))
await store.put('_attempts/run/etl/2024-04/2/spark/partitioned_txn/0.parquet', new Uint8Array(9_000_000))

test('what Spark wrote for a stage must leave room for sorting it', async () => {
  await requireRoom(store, 'etl/2024-03', folder, 8)
  await assert.rejects(requireRoom(store, 'etl/2024-03', folder, 7), {
    name: 'OversizedStageError',
    message:
      'etl/2024-03: Spark wrote 2 MB, which take about 8 MB of /tmp to sort; CollectHeavy has 7 MB. ' +
      'Deploy with --param grain=day where months are that large',
  })
})

test('where there is no limit there is none', () => requireRoom(store, 'etl/2024-03', folder, undefined))
