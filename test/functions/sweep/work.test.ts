import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { claim } from '../../../functions/catalog/claim.ts'
import { fold } from '../../../functions/catalog/fold.ts'
import { emptyCatalog } from '../../../functions/catalog/stage-state.ts'
import { catalogKey, pendingKey } from '../../../functions/storage/layout.ts'
import { writeJson } from '../../../functions/storage/store.ts'
import { findWork } from '../../../functions/sweep/work.ts'
import { later, now, policy, upload } from '../catalog/requests.ts'
import { MemoryStore } from '../storage/memory-store.ts'

const store = new MemoryStore(() => now)
const workAt = (minutes: number) =>
  findWork({ store, policy, now: () => later(minutes), pause: async () => {} })
beforeEach(() => store.objects.clear())

test('an empty bucket has no work', async () => assert.equal(await workAt(0), false))

test('a request is left to its own run for five minutes', async () => {
  await writeJson(store, pendingKey('a'), upload('a', 1, { '2024-03': 1 }))
  assert.deepEqual([await workAt(4), await workAt(5)], [false, true])
})

test('due stages are work, claimed ones only once their claim expired', async () => {
  const folded = fold(emptyCatalog(), [upload('a', 1, { '2024-03': 1 })], now.toISOString(), policy)
  await writeJson(store, catalogKey, folded)
  assert.equal(await workAt(0), true)
  await writeJson(store, catalogKey, claim(folded, 'run', now, policy).catalog)
  assert.deepEqual([await workAt(14), await workAt(15)], [false, true])
})
