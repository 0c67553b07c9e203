import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { UploadRequest } from '../../../functions/catalog/catalog.ts'
import { fold } from '../../../functions/catalog/fold.ts'
import { planRun, readPlanned } from '../../../functions/catalog/plan.ts'
import { emptyCatalog } from '../../../functions/catalog/stage-state.ts'
import { readCatalog, withKeys } from '../../../functions/catalog/stored-catalog.ts'
import { CatalogLostError } from '../../../functions/runtime/errors.ts'
import { catalogKey, pageKey, pagesPrefix, pendingKey, turnKey } from '../../../functions/storage/layout.ts'
import type { PutOptions } from '../../../functions/storage/object-store.ts'
import { writeJson } from '../../../functions/storage/store.ts'
import { cleanPages } from '../../../functions/sweep/clean-pages.ts'
import { failure, MemoryStore } from '../storage/memory-store.ts'
import { later, now, orderOf, policy, retract, upload } from './requests.ts'
import { wholeCatalog } from './whole-catalog.ts'

/** A store in which one write of the root has a fate of its own. */
class FatefulStore extends MemoryStore {
  fate: 'works' | 'fails before' | 'fails after' = 'works'
  beforeRoot: () => Promise<unknown> = async () => {}
  written: [key: string, bytes: number][] = []
  read: string[] = []
  bytesRead = 0

  override async get(key: string) {
    const object = await super.get(key)
    this.read.push(key)
    this.bytesRead += object?.bytes ?? 0
    return object
  }

  override async put(key: string, body: string | Uint8Array, options: PutOptions = {}) {
    if (key === catalogKey) {
      const [fate, waited] = [this.fate, this.beforeRoot]
      this.fate = 'works'
      this.beforeRoot = async () => {}
      await waited()
      if (fate === 'fails before') throw failure('SlowDown', 503)
      const etag = await super.put(key, body, options)
      if (fate === 'fails after') throw failure('TimeoutError', 500)
      return etag
    }
    this.written.push([key, body.length])
    return super.put(key, body, options)
  }
}

let clock = now
const store = new FatefulStore(() => clock)
const context = {
  store,
  policy: { ...policy, heavyRows: 1e9 },
  now: () => clock,
  pause: async () => {},
}
beforeEach(() => {
  store.objects.clear()
  clock = now
})

const whole = () => wholeCatalog((key) => store.json(key))
async function fill(requests: readonly UploadRequest[]): Promise<void> {
  for (const request of requests) await writeJson(store, pendingKey(request.upload), request)
  await planRun(context, 'fill', 'none')
}
const yearMonths = Array.from({ length: 12 }, (_, month) => `2024-${String(month + 1).padStart(2, '0')}`)
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => upload(`incoming/${index}`, index, { '2024-03': 2 }))

test('a thousand requests are folded by one run, a bounded number of them in a swap', async () => {
  await fill(many(1200))
  const { keys, stages, pages } = whole()
  assert.equal(Object.keys(keys).length, 1200)
  assert.deepEqual([stages['etl/2024-03']?.input, stages['etl/2024-03']?.want], [2400, 1201])
  assert.ok(Object.keys(pages!).length > 2, 'the pages were split')
  for (const key of store.keys(pagesPrefix)) assert.ok(Object.keys(store.json<object>(key)!).length <= 512)
  assert.deepEqual(store.keys('_pipeline/pending/'), [])
})

test('in a crowd, a planner whose turn does not come folds its own request alone', async () => {
  for (const request of many(60)) await writeJson(store, pendingKey(request.upload), request)
  await writeJson(store, turnKey, { until: later(60).toISOString() })
  await planRun(context, 'late', 'incoming/7-7')
  assert.deepEqual(Object.keys(whole().keys), ['incoming/7'])
  assert.equal(store.keys('_pipeline/pending/').length, 59)
})

test('one upload writes a page of its key, a page of its unit and the root, whatever else there is', async () => {
  await fill(many(1200))
  store.written = []
  const before = whole()
  await writeJson(store, pendingKey('one'), upload('incoming/77', 5000, { '2024-04': 3 }))
  store.written = []
  await planRun(context, 'one', 'one')
  const pages = store.written.filter(([key]) => key.startsWith(pagesPrefix))
  // the month that it leaves, the month that it comes to, and its key
  assert.equal(pages.length, 3)
  const after = whole()
  const kept = Object.values(before.pages!).filter((id) => Object.values(after.pages!).includes(id))
  assert.equal(kept.length, Object.keys(before.pages!).length - 1)
  assert.deepEqual([after.stages['etl/2024-03']?.input, after.stages['etl/2024-04']?.input], [2398, 3])
})

test('small pages share an object, which one call reads once and which stays while one of them is named', async () => {
  const months = Object.fromEntries(yearMonths.map((month) => [month, 1]))
  await fill([upload('a', 1, months), upload('b', 2, { '2024-03': 4 })])
  const [shared, ...others] = store.keys(pagesPrefix)
  assert.deepEqual(others, [])
  const claims = Object.entries(whole().stages).flatMap(([stage, { claim }]) =>
    claim ? [{ stage, generation: claim.generation }] : [],
  )
  store.read = []
  const planned = await readPlanned(store, '_attempts/fill/plan-1.json', claims)
  assert.deepEqual(
    planned.map(({ contributions }) => contributions!.map(({ key }) => key).join()),
    yearMonths.map((month) => (month === '2024-03' ? 'a,b' : 'a')),
  )
  assert.deepEqual(store.read, ['_attempts/fill/plan-1.json', shared])
  await writeJson(store, pendingKey('one'), retract('b', 3))
  await planRun(context, 'one', 'one')
  clock = later(48 * 60)
  assert.deepEqual(await cleanPages(context), [])
  assert.ok(store.keys(pagesPrefix).includes(shared!))
  assert.deepEqual(Object.keys(whole().stages).length, 14)
})

test('a plan lists what its units were made of in the root in which they were claimed', async () => {
  await fill([upload('b', 2, { '2024-03': 1 }), upload('a', 1, { '2024-03': 5, '2024-04': 7 })])
  const claimed = { stage: 'etl/2024-03', generation: whole().stages['etl/2024-03']!.want }
  await writeJson(store, pendingKey('retract'), retract('a', 3))
  await planRun(context, 'other', 'retract')
  const [planned] = await readPlanned(store, '_attempts/fill/plan-1.json', [claimed])
  assert.deepEqual(
    planned!.contributions!.map(({ key, rows }) => [key, rows]),
    [
      ['a', 5],
      ['b', 1],
    ],
  )
})

test('keys that look the same are found together', async () => {
  const names = ['NFC', 'NFD'].map((form) => `incoming/${'카드'.normalize(form)}.csv`)
  await fill([...many(600), ...names.map((name, index) => upload(name, index, { '2024-03': 1 }))])
  const { keys } = await withKeys(store, (await readCatalog(store))!, [names[0]!])
  for (const name of names) assert.ok(keys[name], name)
})

test('a run that dies between its pages and the root has changed nothing', async () => {
  await fill(many(3))
  const before = whole()
  await writeJson(store, pendingKey('one'), upload('incoming/1', 9, { '2024-03': 9 }))
  store.fate = 'fails before'
  await assert.rejects(planRun(context, 'one', 'one'), { name: 'SlowDown' })
  assert.deepEqual(whole(), before)
  await planRun(context, 'one', 'one')
  assert.equal(whole().stages['etl/2024-03']?.input, 13)
})

test('a root whose answer was lost is found swapped, and folded once', async () => {
  await fill(many(3))
  await writeJson(store, pendingKey('one'), upload('incoming/1', 9, { '2024-03': 9 }))
  store.fate = 'fails after'
  await assert.rejects(planRun(context, 'one', 'one'), { name: 'TimeoutError' })
  await planRun(context, 'one', 'one')
  assert.equal(whole().stages['etl/2024-03']?.input, 13)
  assert.deepEqual(store.keys('_pipeline/pending/'), [])
})

test('a page that is gone is a lost catalog, and nothing is folded over it', async () => {
  await fill(many(3))
  const [id] = Object.values((await readCatalog(store))!.pages!)
  store.objects.delete(pageKey(id!))
  await writeJson(store, pendingKey('one'), upload('incoming/1', 9, { '2024-03': 9 }))
  const before = store.json(catalogKey)
  await assert.rejects(planRun(context, 'one', 'one'), CatalogLostError)
  assert.deepEqual(store.json(catalogKey), before)
  assert.deepEqual(store.keys('_pipeline/pending/'), [pendingKey('one')])
})

test('a catalog that an older version wrote whole is taken over by the first swap', async () => {
  const { pages: _, ...older } = fold(emptyCatalog(), many(700), now.toISOString(), policy)
  const stages = Object.fromEntries(
    Object.entries(older.stages).map(([id, { input: _, ...stage }]) => [id, stage]),
  )
  await writeJson(store, catalogKey, { keys: older.keys, stages })
  await writeJson(store, pendingKey('one'), upload('incoming/1', 5000, { '2024-04': 9 }))
  const { small } = await planRun(context, 'one', 'one')
  assert.deepEqual(
    small.map(({ stage, rows }) => [stage, rows]),
    [
      ['etl/2024-03', 1398],
      ['etl/2024-04', 9],
    ],
  )
  assert.equal(Object.hasOwn(store.json<object>(catalogKey)!, 'keys'), false)
  assert.equal(Object.keys(whole().keys).length, 700)
  assert.equal(whole().keys['incoming/1']?.order, orderOf(5000))
})

test('pages that nothing names go after a day, those of a claimed plan stay', async () => {
  await fill(many(200))
  const planned = store.keys(pagesPrefix)
  clock = later(5)
  await writeJson(store, pendingKey('one'), upload('incoming/1', 9, { '2024-03': 9 }))
  await planRun(context, 'one', 'one')
  const unnamed = planned.filter(
    (key) => !JSON.stringify(store.json(catalogKey)).includes(key.slice(-21, -5)),
  )
  assert.equal(unnamed.length, 2)
  clock = later(24 * 60 - 1)
  assert.deepEqual(await cleanPages(context), [])
  clock = later(24 * 60 + 10)
  const removed = await cleanPages(context)
  // the page of the month is still to be read by the run that claimed it
  assert.equal(removed.length, 1)
  assert.ok(unnamed.includes(removed[0]!))
  assert.equal(Object.keys(whole().keys).length, 200)
})

test('a swap that sleeps through the clean-up of its pages is lost, and made anew', async () => {
  await fill(many(3))
  await writeJson(store, pendingKey('one'), upload('incoming/1', 9, { '2024-03': 9 }))
  let removed: string[] = []
  store.beforeRoot = async () => {
    clock = later(2 * 24 * 60)
    removed = await cleanPages(context)
  }
  await planRun(context, 'one', 'one')
  assert.ok(removed.length > 0)
  assert.equal(whole().stages['etl/2024-03']?.input, 13)
})
