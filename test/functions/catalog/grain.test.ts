import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { admitUpload } from '../../../functions/catalog/admit.ts'
import { planRun } from '../../../functions/catalog/plan.ts'
import { publishRound } from '../../../functions/catalog/publish-round.ts'
import { rebuildCatalog } from '../../../functions/catalog/rebuild.ts'
import { GrainChangedError } from '../../../functions/runtime/errors.ts'
import { catalogKey, manifestKey, partitionKey, qualityKey } from '../../../functions/storage/layout.ts'
import { writeJson } from '../../../functions/storage/store.ts'
import type { Manifest, Upload } from '../../../functions/upload/upload.ts'
import { MemoryStore } from '../storage/memory-store.ts'
import { computePlan, type TableObject } from './computing.ts'
import { now, orderOf, policy } from './requests.ts'
import { wholeCatalog } from './whole-catalog.ts'

const store = new MemoryStore(() => now)
const context = (grain: 'month' | 'day', stagesPerRound = 40) => ({
  store,
  policy: { ...policy, grain, stagesPerRound, heavyRows: 1_000_000 },
  now: () => now,
  pause: async () => {},
})
beforeEach(() => store.objects.clear())

async function admit(id: string, order: number, units: Record<string, number>, key = `incoming/${id}`) {
  const months = Object.fromEntries(
    Object.entries(units).map(([unit, rows]) => [unit, { rows, amount: rows, files: [] }]),
  )
  const rows = Object.values(units).reduce((sum, count) => sum + count, 0)
  const manifest = manifestKey(id, 'run')
  const stored: Manifest = { upload: id, key, order: orderOf(order), rows, amount: rows, months }
  await writeJson(store, manifest, stored)
  await writeJson(store, qualityKey(id, 'run'), { verdict: 'PASS' })
  await admitUpload(store, { id, key, order: orderOf(order) } as Upload, manifest)
}

async function run(grain: 'month' | 'day', execution: string) {
  let plan = await planRun(context(grain), execution, execution)
  while (plan.claimed > 0)
    plan = await publishRound(
      context(grain),
      execution,
      plan,
      await computePlan(context(grain), execution, plan),
    )
  return plan
}
const catalog = () => wholeCatalog((key) => store.json(key))
const march = 'txn_year=2024/txn_month=3'
const made = (table: string, part: string) => store.json<TableObject>(partitionKey(table, march, part))?.made

test('each day of a month is published by itself, and the year reads the days', async () => {
  await admit('a', 1, { '2024-03-07': 5, '2024-03-08': 6 })
  await admit('b', 2, { '2024-03-08': 1 })
  await run('day', 'a')
  assert.deepEqual(made('partitioned_txn', 'part-07'), ['a'])
  assert.deepEqual(made('daily_summary', 'part-08'), ['a', 'b'])
  assert.deepEqual(
    Object.entries(catalog().stages).map(([id, { rows, done, want }]) => [id, rows, done === want]),
    [
      ['etl/2024-03-07', 5, true],
      ['etl/2024', 12, true],
      ['quarterly/2024', 12, true],
      ['etl/2024-03-08', 7, true],
    ],
  )
  assert.equal(catalog().grain, 'day')
})

test('a correction of one day computes that day and the years, no other day', async () => {
  await admit('a', 1, { '2024-03-07': 5, '2024-03-08': 6 })
  await run('day', 'a')
  await admit('b', 2, { '2024-03-08': 1 })
  const plan = await planRun(context('day'), 'b', 'b')
  assert.deepEqual(
    plan.small.map(({ stage }) => stage),
    ['etl/2024-03-08'],
  )
})

for (const [fixed, deployed] of [
  ['month', 'day'],
  ['day', 'month'],
] as const)
  test(`grain=${deployed} over what is published by ${fixed} changes nothing and names the way`, async () => {
    const units = { month: '2024-03', day: '2024-03-07' }
    await admit('a', 1, { [units[fixed]]: 5 })
    await run(fixed, 'a')
    await admit('b', 2, { [units[deployed]]: 5 })
    const before = new Map(store.objects)
    await assert.rejects(planRun(context(deployed), 'b', 'b'), (error: Error) => {
      assert.ok(error instanceof GrainChangedError)
      assert.match(
        error.message,
        new RegExp(`--param grain=${fixed}; .*--stage NAME --param grain=${deployed}`),
      )
      return true
    })
    assert.deepEqual(store.objects, before)
  })

test('a catalog of months from before there was a choice is one of months', async () => {
  await admit('a', 1, { '2024-03': 5 })
  await run('month', 'a')
  const { grain: _, pages: __, ...older } = catalog()
  await writeJson(store, catalogKey, older)
  await assert.rejects(planRun(context('day'), 'b', 'none'), GrainChangedError)
  await admit('b', 2, { '2024-03': 5 })
  await run('month', 'b')
  assert.deepEqual(made('partitioned_txn', 'part-0'), ['a', 'b'])
})

test('what was staged by another grain between two deployments holds nobody up', async () => {
  await admit('a', 1, { '2024-03': 5 })
  await run('month', 'a')
  await admit('stray', 2, { '2024-03-07': 5 })
  await admit('b', 3, { '2024-03': 5 })
  await run('month', 'b')
  assert.deepEqual(made('partitioned_txn', 'part-0'), ['a', 'b'])
  await assert.rejects(
    planRun(context('month'), 'stray', 'stray'),
    /stray was staged by another grain; a replay converts it once more/,
  )
  assert.deepEqual(store.keys('_pipeline/pending/'), ['_pipeline/pending/stray.json'])
  await admit('stray', 2, { '2024-03': 5 })
  await run('month', 'stray')
  assert.deepEqual(made('partitioned_txn', 'part-0'), ['a', 'b', 'stray'])
})

test('what was staged by another grain goes when a newer version of its key is in the catalog', async () => {
  await admit('a', 1, { '2024-03': 5 })
  await run('month', 'a')
  await admit('stray', 2, { '2024-03-07': 5 }, 'incoming/file')
  await admit('newer', 3, { '2024-03': 5 }, 'incoming/file')
  await run('month', 'newer')
  const { claimed } = await planRun(context('month'), 'sweep', 'none')
  assert.equal(claimed, 0)
  assert.deepEqual(store.keys('_pipeline/pending/'), [])
  assert.deepEqual(made('partitioned_txn', 'part-0'), ['a', 'newer'])
})

test('a lost catalog of days is made anew by days, whatever is deployed', async () => {
  await admit('a', 1, { '2024-03-07': 5, '2024-03-08': 6 })
  await run('day', 'a')
  const { grain, keys } = catalog()
  store.objects.delete(catalogKey)
  assert.equal(await rebuildCatalog(context('month'), async () => 0), true)
  assert.deepEqual({ grain: catalog().grain, keys: catalog().keys }, { grain, keys })
  assert.deepEqual(Object.keys(catalog().stages), [
    'etl/2024',
    'etl/2024-03-07',
    'etl/2024-03-08',
    'quarterly/2024',
  ])
})
