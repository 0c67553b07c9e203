import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Catalog } from '../../../functions/catalog/catalog.ts'
import { claim } from '../../../functions/catalog/claim.ts'
import { fold } from '../../../functions/catalog/fold.ts'
import { emptyCatalog } from '../../../functions/catalog/stage-state.ts'
import { catalogKey } from '../../../functions/storage/layout.ts'
import { writeJson } from '../../../functions/storage/store.ts'
import { releaseOrphans } from '../../../functions/sweep/orphans.ts'
import { now, policy, upload } from '../catalog/requests.ts'
import { MemoryStore } from '../storage/memory-store.ts'

const store = new MemoryStore(() => now)
const context = { store, policy, now: () => now, pause: async () => {} }
const statuses: [string | null, boolean][] = [
  ['RUNNING', false],
  ['ABORTED', true],
  ['TIMED_OUT', true],
  ['FAILED', true],
  [null, true],
]
for (const [status, released] of statuses) {
  test(`claims of a run that is ${status ?? 'unknown'} are ${released ? 'released' : 'left alone'}`, async () => {
    const folded = fold(emptyCatalog(), [upload('a', 1, { '2024-03': 1 })], now.toISOString(), policy)
    await writeJson(store, catalogKey, claim(folded, 'run', now, policy).catalog)
    assert.deepEqual(await releaseOrphans(context, async () => status), released ? ['run'] : [])
    const stage = store.json<Catalog>(catalogKey)!.stages['etl/2024-03']!
    assert.deepEqual([stage.claim === null, stage.failures], [released, released ? 1 : 0])
  })
}

test('without a catalog there is nothing to release', async () => {
  store.objects.clear()
  assert.deepEqual(await releaseOrphans(context, async () => null), [])
})
