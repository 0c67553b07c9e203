import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Catalog } from '../../../functions/catalog/catalog.ts'
import { newStage } from '../../../functions/catalog/stage-state.ts'
import { commitRound } from '../../../functions/iceberg/commit-round.ts'
import { keyOf, readSnapshot } from '../../../functions/iceberg/manifest-list.ts'
import { readVersion } from '../../../functions/iceberg/table-version.ts'
import { catalogKey, dataFileKey, metadataKey, roundsPrefix } from '../../../functions/storage/layout.ts'
import { cleanSnapshots } from '../../../functions/sweep/clean-snapshots.ts'
import { findTable } from '../../../hive/contract.ts'
import { MemoryGlue } from '../iceberg/memory-glue.ts'
import { MemoryStore } from '../storage/memory-store.ts'

const table = findTable('daily_summary')
const hours = 60 * 60_000
let millis = Date.parse('2024-06-01T00:00:00Z')
const now = () => new Date(millis)
const store = new MemoryStore(now)
const glue = new MemoryGlue()
const context = { store, glue, now }
const file = (generation: number) => dataFileKey('daily_summary', 'etl/2024-03', generation, 0)
const clean = () => cleanSnapshots(context, { rounds: 2, days: 0 })

async function publish(round: number): Promise<void> {
  await store.put(file(round), 'parquet')
  const entry = { ...newStage(), want: round, done: round }
  const files = { daily_summary: [['txn_year=2024/txn_month=3', 1, 7]] as [string, number, number][] }
  const catalog: Catalog = { keys: {}, stages: { 'etl/2024-03': { ...entry, files } }, rounds: round }
  await store.put(catalogKey, JSON.stringify(catalog))
  await commitRound(context, [table])
  millis += hours
}

/** Every snapshot of the table can be read to its last file. */
async function checkWhole(expected: number[]): Promise<void> {
  const { metadata } = await readVersion(store, table)
  assert.deepEqual(
    metadata!.snapshots.map((each) => each['snapshot-id']),
    expected,
  )
  for (const { 'manifest-list': list } of metadata!.snapshots)
    for (const { status, file } of (await readSnapshot(store, list)).entries)
      if (status !== 2) assert.ok(store.objects.has(keyOf(file.path)), file.path)
}

test('rounds expire by number, and their files go a night later, a day after they were written', async () => {
  for (const round of [1, 2, 3, 4]) await publish(round)
  await store.put(file(9), 'of a run that died')
  millis += 30 * hours
  await publish(5)
  await clean()
  await checkWhole([4, 5])
  assert.equal(store.keys(roundsPrefix).length, 2)
  assert.ok(store.objects.has(file(1)), 'readers under way still find it')
  assert.ok(!store.objects.has(file(9)), 'nothing references it')
  millis += 24 * hours
  await clean()
  await checkWhole([4, 5])
  assert.deepEqual(
    [1, 2, 3, 4, 5].filter((generation) => store.objects.has(file(generation))),
    [3, 4, 5],
  )
  const { number, hint } = await readVersion(store, table)
  assert.deepEqual([number, hint], [6, 6])
  assert.deepEqual(
    store.keys(metadataKey('daily_summary', 'v')).filter((key) => key.endsWith('.json')),
    [6].map((version) => metadataKey('daily_summary', `v${version}.metadata.json`)),
  )
})

test('a file that the catalog awaits is kept, however old', async () => {
  await store.put(file(6), 'published, its commit failed')
  const catalog = store.json<Catalog>(catalogKey)!
  catalog.stages['etl/2024-03']!.done = 6
  await store.put(catalogKey, JSON.stringify(catalog))
  millis += 48 * hours
  await clean()
  assert.ok(store.objects.has(file(6)))
})
