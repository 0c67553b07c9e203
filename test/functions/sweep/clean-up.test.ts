import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { fold } from '../../../functions/catalog/fold.ts'
import { planRun } from '../../../functions/catalog/plan.ts'
import { emptyCatalog } from '../../../functions/catalog/stage-state.ts'
import { catalogKey, pendingKey } from '../../../functions/storage/layout.ts'
import { writeJson } from '../../../functions/storage/store.ts'
import { cleanUp, folderOf } from '../../../functions/sweep/clean-up.ts'
import { later, now, orderOf, policy } from '../catalog/requests.ts'
import { MemoryStore } from '../storage/memory-store.ts'

const day = 24 * 60
const store = new MemoryStore(() => now)
const request = (upload: string, order: number) => ({
  kind: 'upload' as const,
  key: `incoming/${upload}`,
  order: orderOf(order),
  upload,
  manifest: `_staging/${upload}/${upload}/manifest.json`,
  months: { '2024-03': 1 },
  rows: 1,
})
const cleaned = (minutes: number, running = '') =>
  cleanUp({ store, policy, now: () => later(minutes), pause: async () => {} }, async (execution) =>
    execution === running ? 'RUNNING' : 'FAILED',
  )

beforeEach(async () => {
  store.objects.clear()
  for (const upload of ['folded', 'pending', 'failed']) {
    await store.put(`_staging/${upload}/${upload}/manifest.json`, '{}')
    await store.put(`_staging/${upload}/${upload}/txn_year=2024/txn_month=3/00001.parquet`, 'rows')
  }
  await writeJson(store, catalogKey, fold(emptyCatalog(), [request('folded', 1)], now.toISOString(), policy))
  await writeJson(store, pendingKey('pending'), request('pending', 2))
})

test('folders are told by their place', () => {
  assert.equal(folderOf('_staging/u/r/chunks/1.json'), '_staging/u/r/')
  assert.equal(folderOf('_attempts/r/etl/2024-03/2/result.json'), '_attempts/r/')
  assert.equal(folderOf('partitioned_txn/txn_year=2024/txn_month=3/part-0.parquet'), null)
})

test('only what neither catalog nor pending references is removed, after a day', async () => {
  assert.deepEqual(await cleaned(day - 1), [])
  assert.deepEqual(await cleaned(day), ['_staging/failed/failed/'])
  assert.deepEqual(store.keys('_staging/failed/'), [])
  assert.equal(store.keys('_staging/').length, 4)
})

test('what a running execution wrote stays', async () => assert.deepEqual(await cleaned(day, 'failed'), []))

test('attempts of a claim stay, and what its plan reads although it was superseded', async () => {
  const context = { store, policy, now: () => now, pause: async () => {} }
  await planRun(context, 'run', 'none')
  const superseding = { ...request('newer', 3), key: 'incoming/folded' }
  await writeJson(store, pendingKey('newer'), superseding)
  await planRun(context, 'other', 'newer')
  await store.put('_attempts/dead/etl/2024-03/1/result.json', '{}')
  assert.deepEqual(await cleaned(day), ['_staging/failed/failed/', '_attempts/dead/'])
})

test('the compaction a month stands on stays, the ones before it go', async () => {
  const catalog = store.json<ReturnType<typeof emptyCatalog>>(catalogKey)!
  catalog.stages['etl/2024-03']!.compaction = '_staging/compacted/newer/etl/2024-03/2.json'
  await writeJson(store, catalogKey, catalog)
  for (const run of ['older', 'newer']) {
    await store.put(`_staging/compacted/${run}/etl/2024-03/2.json`, '{}')
    await store.put(`_staging/compacted/${run}/etl/2024-03/2.parquet`, 'rows')
  }
  assert.deepEqual(await cleaned(day), ['_staging/compacted/older/', '_staging/failed/failed/'])
})
