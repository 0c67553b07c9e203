import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { admitUpload } from '../../../functions/catalog/admit.ts'
import type { PlannedStage } from '../../../functions/catalog/catalog.ts'
import { releaseClaims } from '../../../functions/catalog/finish.ts'
import { planRun, shareCalls } from '../../../functions/catalog/plan.ts'
import { publishRound } from '../../../functions/catalog/publish-round.ts'
import type { StageRef } from '../../../functions/catalog/stage-result.ts'
import { catalogKey, partitionKey, pendingKey } from '../../../functions/storage/layout.ts'
import { writeJson } from '../../../functions/storage/store.ts'
import type { Manifest, Upload } from '../../../functions/upload/upload.ts'
import { stagePartitions } from '../../../jobs/partitions.ts'
import { MemoryStore } from '../storage/memory-store.ts'
import { computePlan, type TableObject } from './computing.ts'
import { now, orderOf, policy } from './requests.ts'
import { wholeCatalog } from './whole-catalog.ts'

const store = new MemoryStore(() => now)
const context = { store, policy, now: () => now, pause: async () => {} }
beforeEach(() => store.objects.clear())

async function admit(id: string, order: number, months: Record<string, number>) {
  const staged = Object.entries(months).map(([month, rows]) => [month, { rows, amount: rows, files: [] }])
  const rows = Object.values(months).reduce((sum, count) => sum + count, 0)
  const manifest: Partial<Manifest> = { rows, months: Object.fromEntries(staged) }
  await writeJson(store, `manifests/${id}`, manifest)
  const upload = { id, key: `incoming/${id}`, order: orderOf(order) } as Upload
  return admitUpload(store, upload, `manifests/${id}`)
}

async function runAll(execution: string, request = execution) {
  let plan = await planRun(context, execution, request)
  while (plan.claimed > 0)
    plan = await publishRound(context, execution, plan, await computePlan(context, execution, plan))
  return plan
}
const catalog = () => wholeCatalog((key) => store.json(key))
const table = (name: string, partition: string) => store.json<TableObject>(partitionKey(name, partition))

test('one upload goes from admission to every partition of its months and years', async () => {
  assert.deepEqual(await admit('a', 1, { '2024-03': 5 }), { request: 'a', waitSeconds: 0 })
  await runAll('a')
  const stages = ['etl/2024-03', 'etl/2024', 'quarterly/2024']
  const expected = stages.flatMap(stagePartitions).map((each) => partitionKey(each.table, each.partition))
  const published = store.keys().filter((key) => key.endsWith('part-0.parquet') && !key.startsWith('_'))
  assert.deepEqual(published, expected.sort())
  assert.deepEqual(store.keys('_pipeline/pending/'), [])
  assert.deepEqual(table('partitioned_txn', 'txn_year=2024/txn_month=3')?.made, ['a'])
})

test('one run folds everything that is pending', async () => {
  await admit('a', 1, { '2024-03': 5 })
  const { waitSeconds } = await admit('b', 2, { '2024-03': 5 })
  assert.ok(waitSeconds >= 0 && waitSeconds <= 10)
  await runAll('a')
  assert.deepEqual(table('daily_summary', 'txn_year=2024/txn_month=3')?.made, ['a', 'b'])
  const before = { ...store.calls }
  assert.equal((await planRun(context, 'b', 'b')).claimed, 0)
  assert.equal(store.calls.get, before.get + 1)
  assert.equal(store.calls.head, before.head + 1)
  assert.equal(store.calls.put, before.put)
})

test('a plan asked for again takes its claims again', async () => {
  await admit('a', 1, { '2024-03': 5 })
  const first = await planRun(context, 'a', 'a')
  const again = await planRun(context, 'a', 'a')
  assert.deepEqual(
    [first, again].map(({ small }) => small),
    [[{ stage: 'etl/2024-03', generation: 2, rows: 5 }], [{ stage: 'etl/2024-03', generation: 3, rows: 5 }]],
  )
  assert.equal(store.json<{ stages: PlannedStage[] }>(again.planKey)?.stages[0]?.generation, 3)
})

test('a superseded request is removed without a swap', async () => {
  await admit('a', 2, { '2024-03': 5 })
  await runAll('a')
  const before = catalog()
  await writeJson(store, pendingKey('old'), {
    ...before.keys['incoming/a'],
    kind: 'upload',
    key: 'incoming/a',
    order: orderOf(1),
  })
  assert.equal((await planRun(context, 'x', 'none')).claimed, 0)
  assert.deepEqual(catalog(), before)
  assert.deepEqual(store.keys('_pipeline/pending/'), [])
})

test('publishing again changes nothing, and takes what it claimed next again', async () => {
  await admit('a', 1, { '2024-03': 5 })
  const plan = await planRun(context, 'a', 'a')
  const results = await computePlan(context, 'a', plan)
  const first = await publishRound(context, 'a', plan, results)
  const again = await publishRound(context, 'a', plan, results)
  assert.deepEqual(
    again.small.map(({ stage, generation }) => [stage, generation]),
    first.small.map(({ stage, generation }) => [stage, generation + 1]),
  )
  assert.equal(catalog().stages['etl/2024-03']?.done, 2)
})

test('an older generation gives way to a newer one', async () => {
  await admit('a', 1, { '2024-03': 5 })
  const stale = await planRun(context, 'a', 'a')
  const results = await computePlan(context, 'a', stale)
  await releaseClaims(context, 'a')
  await admit('b', 2, { '2024-03': 5 })
  await runAll('b')
  await publishRound(context, 'a', stale, results)
  assert.deepEqual(table('partitioned_txn', 'txn_year=2024/txn_month=3')?.made, ['a', 'b'])
})

test('a stage without a result fails, its neighbours are published', async () => {
  await admit('a', 1, { '2024-03': 5, '2024-04': 5 })
  const plan = await planRun(context, 'a', 'a')
  const [, good] = await computePlan(context, 'a', plan)
  const error = JSON.stringify({ errorType: 'Error', errorMessage: 'out of memory at 4111-1111-1111-1111' })
  await publishRound(context, 'a', plan, [{ ...plan.small[0]!, ok: false, error }, good!])
  assert.equal(catalog().stages['etl/2024-03']?.done, 0)
  assert.equal(catalog().stages['etl/2024-03']?.failure, 'Error: out of memory at ****-****-****-1111')
  assert.ok(catalog().stages['etl/2024-04']!.done > 0)
})

test('a result that lacks a partition of the fixed set is not published', async () => {
  await admit('a', 1, { '2024-03': 5 })
  const plan = await planRun(context, 'a', 'a')
  const results = await computePlan(context, 'a', plan)
  const key = (results[0] as { result: string }).result
  const result = store.json<{ partitions: unknown[] }>(key)!
  await writeJson(store, key, { ...result, partitions: result.partitions.slice(1) })
  await publishRound(context, 'a', plan, results)
  assert.deepEqual(store.keys('partitioned_txn/'), [])
  assert.match(catalog().stages['etl/2024-03']!.failure!, /fixed set of partitions/)
})

test('a run that ends in a fault gives back what it claimed', async () => {
  await admit('a', 1, { '2024-03': 5 })
  await planRun(context, 'a', 'a')
  assert.deepEqual(await releaseClaims(context, 'a'), ['etl/2024-03'])
  assert.deepEqual(await releaseClaims(context, 'a'), [])
  assert.equal(catalog().stages['etl/2024-03']?.failures, 1)
})

test('a swap that always loses becomes a visible fault', async () => {
  await admit('a', 1, { '2024-03': 5 })
  const racing = Object.assign(Object.create(store) as MemoryStore, {
    put: async (key: string, ...rest: [string]) => {
      if (key === catalogKey)
        await store.put(key, JSON.stringify({ keys: {}, stages: {}, tick: Math.random() }))
      return store.put(key, ...rest)
    },
  })
  await assert.rejects(planRun({ ...context, store: racing }, 'a', 'a'), { name: 'ContentionError' })
  assert.deepEqual(store.keys('_pipeline/pending/'), [pendingKey('a')])
})

test('small units share calls, and so do the stages of a small year', () => {
  const refs = (stages: Record<string, number>) =>
    Object.entries(stages).map(([stage, rows]) => ({ stage, generation: 1, rows }))
  const names = (calls: StageRef[][]) => calls.map((call) => call.map(({ stage }) => stage).join(' '))
  const months = { 'etl/2024-01': 200_000, 'etl/2024-02': 300_000, 'etl/2024-03': 1, 'etl/2024-04': 900_000 }
  const years = { 'etl/2023': 5, 'quarterly/2023': 5, 'etl/2024': 9_000_000, 'quarterly/2024': 9_000_000 }
  assert.deepEqual(names(shareCalls(refs(months))), ['etl/2024-01 etl/2024-02', 'etl/2024-03', 'etl/2024-04'])
  assert.deepEqual(names(shareCalls(refs({ ...months, ...years })).slice(3)), [
    'etl/2023 quarterly/2023',
    'etl/2024',
    'quarterly/2024',
  ])
  const year = Array.from({ length: 12 }, (_, at) => [`etl/2024-${String(at + 1).padStart(2, '0')}`, 84_000])
  const sizes = (calls: StageRef[][]) => calls.map((call) => call.length)
  assert.deepEqual(sizes(shareCalls(refs(Object.fromEntries(year)))), [6, 6])
  assert.deepEqual(sizes(shareCalls(refs({ 'etl/2024-01': 9000, 'etl/2024-02': 40_000 }))), [2])
  assert.deepEqual(sizes(shareCalls(refs({ 'etl/2024-01': 20_000, 'etl/2024-02': 30_000 }))), [1, 1])
  assert.deepEqual(sizes(shareCalls(refs({ 'etl/2024-01': 0, 'etl/2024-02': 0 }))), [2])
  assert.deepEqual(shareCalls([]), [])
})
