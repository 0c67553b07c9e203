import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { Catalog } from '../../../functions/catalog/catalog.ts'
import { releaseClaims } from '../../../functions/catalog/finish.ts'
import { planRun } from '../../../functions/catalog/plan.ts'
import { publishRound } from '../../../functions/catalog/publish-round.ts'
import { rebuildCatalog } from '../../../functions/catalog/rebuild.ts'
import { highestRound } from '../../../functions/iceberg/rounds.ts'
import { CatalogLostError } from '../../../functions/runtime/errors.ts'
import {
  catalogKey,
  manifestKey,
  partitionKey,
  pendingKey,
  qualityKey,
  retractedKey,
} from '../../../functions/storage/layout.ts'
import { writeJson } from '../../../functions/storage/store.ts'
import { cleanUp } from '../../../functions/sweep/clean-up.ts'
import { MemoryStore } from '../storage/memory-store.ts'
import { computePlan, type TableObject } from './computing.ts'
import { later, now, policy } from './requests.ts'

const store = new MemoryStore(() => now)
const context = { store, policy, now: () => now, pause: async () => {} }
const march = partitionKey('partitioned_txn', 'txn_year=2024/txn_month=3')

/** Stages an upload as MergeChunks and CheckQuality leave it, and admits it when it passed. */
async function stage(id: string, key: string, order: string, verdict = 'PASS'): Promise<void> {
  const months = { '2024-03': { rows: 1, amount: 1, files: [] } }
  const manifest = manifestKey(id, id)
  await writeJson(store, manifest, { upload: id, key, order, rows: 1, amount: 1, months })
  await writeJson(store, qualityKey(id, id), { verdict })
  if (verdict === 'FAIL') return
  const request = { kind: 'upload', key, order, upload: id, manifest, months: { '2024-03': 1 }, rows: 1 }
  await writeJson(store, pendingKey(id), request)
}

async function run(execution: string): Promise<void> {
  let plan = await planRun(context, execution, 'none')
  while (plan.claimed > 0)
    plan = await publishRound(context, execution, plan, await computePlan(context, execution, plan))
}

const made = () => store.json<TableObject>(march)!.made

beforeEach(async () => {
  store.objects.clear()
  for (const day of ['01', '02', '03']) {
    await stage(`a-${day}`, 'incoming/a', `2024-05-${day}`)
    await run(`run-${day}`)
  }
  await stage('b', 'incoming/b', '2024-05-04')
  await stage('bad', 'incoming/a', '2024-05-05', 'FAIL')
  await run('run-b')
})

const rebuild = () => rebuildCatalog(context, highestRound)

test('a catalog that stands, or that never was, is left alone', async () => {
  assert.equal(await rebuild(), false)
  store.objects.clear()
  assert.equal(await rebuild(), false)
  assert.deepEqual(store.keys(), [])
})

test('without its catalog nothing is folded over published tables, nothing cleaned up, and claims are gone', async () => {
  store.objects.delete(catalogKey)
  const before = store.keys('_staging/')
  await stage('c', 'incoming/c', '2024-05-06')
  await assert.rejects(run('early'), CatalogLostError)
  assert.deepEqual(await releaseClaims(context, 'early'), [])
  assert.deepEqual(await cleanUp({ ...context, now: () => later(3000) }, async () => null), [])
  assert.ok(before.every((key) => store.objects.has(key)))
  assert.deepEqual(made(), ['a-03', 'b'])
})

test('a catalog made anew holds the newest passing uploads, and its generations replace what is published', async () => {
  store.objects.delete(catalogKey)
  await stage('c', 'incoming/c', '2024-05-06')
  const standing = store.json<TableObject>(march)!.generation
  assert.equal(await rebuild(), true)
  await run('night')
  assert.deepEqual(made(), ['a-03', 'b', 'c'])
  assert.ok(store.json<TableObject>(march)!.generation > standing)
  const { stages } = store.json<Catalog>(catalogKey)!
  assert.deepEqual(Object.keys(stages), ['etl/2024', 'etl/2024-03', 'quarterly/2024'])
  assert.ok(Object.values(stages).every(({ want, done, due }) => want === done && due === null))
})

test('what was retracted stays out, a later version of its key does not', async () => {
  await writeJson(store, retractedKey('retract-1'), { kind: 'retract', key: 'incoming/b' })
  store.objects.delete(catalogKey)
  await stage('a-later', 'incoming/a', '2024-07-01')
  await writeJson(store, retractedKey('retract-2'), { kind: 'retract', key: 'incoming/a' })
  await rebuild()
  await run('night')
  assert.deepEqual(made(), ['a-later'])
})

test('a month that no staged upload adds to is left as it is', async () => {
  for (const key of [catalogKey, ...store.keys('_staging/')]) store.objects.delete(key)
  await rebuild()
  await run('night')
  assert.deepEqual(made(), ['a-03', 'b'])
  await stage('c', 'incoming/c', '2024-05-06')
  await run('run-c')
  assert.deepEqual(made(), ['c'])
})

test('of two sweeps that find it gone, one makes it anew', async () => {
  store.objects.delete(catalogKey)
  const made = await Promise.all([rebuild(), rebuild()])
  assert.deepEqual(made.sort(), [false, true])
})
