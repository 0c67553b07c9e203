import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { fold } from '../../../functions/catalog/fold.ts'
import { readPending } from '../../../functions/catalog/pending.ts'
import { emptyCatalog } from '../../../functions/catalog/stage-state.ts'
import { retractKey } from '../../../functions/requests/retract.ts'
import { RequestError } from '../../../functions/runtime/errors.ts'
import {
  catalogKey,
  pendingPrefix,
  retractedKey,
  retractedPrefix,
} from '../../../functions/storage/layout.ts'
import { readJson, writeJson } from '../../../functions/storage/store.ts'
import { policy } from '../catalog/requests.ts'
import { MemoryStore } from '../storage/memory-store.ts'

let clock = new Date('2024-03-01T00:00:00Z')
const store = new MemoryStore(() => clock)

const uploadOf = (key: string, order: string) => ({
  kind: 'upload' as const,
  key,
  order,
  upload: `of ${key}`,
  manifest: 'm',
  months: { '2024-03': 1 },
  rows: 1,
})
const catalogOf = (...keys: string[]) =>
  fold(
    emptyCatalog(),
    keys.map((key) => uploadOf(key, `2024-01-01T00:00:00Z 000000 ${key}`)),
    clock.toISOString(),
    policy,
  )

beforeEach(async () => {
  store.objects.clear()
  clock = new Date('2024-03-01T00:00:00Z')
  await writeJson(store, catalogKey, catalogOf('incoming/a.csv', 'incoming/b.csv'))
})

async function keysUnder(prefix: string): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.list(prefix)) keys.push(key)
  return keys
}

test('a live key is retracted by its name with or without the prefix', async () => {
  for (const [index, name] of ['a.csv', 'incoming/a.csv'].entries()) {
    const { request, keys } = await retractKey(store, name, `run-${index}`)
    assert.deepEqual([request, keys], [`retract-run-${index}`, ['incoming/a.csv']])
    assert.deepEqual((await readJson(store, retractedKey(request)))?.value, {
      kind: 'retract',
      key: 'incoming/a.csv',
    })
  }
})

test('every live key that looks like the name is retracted, each by a request of its own', async () => {
  const twins = ['NFC', 'NFD'].map((form) => `incoming/${'카드'.normalize(form)}.csv`)
  await writeJson(store, catalogKey, catalogOf(...twins))
  const { keys } = await retractKey(store, '카드.csv', 'run')
  assert.deepEqual(keys.sort(), twins.sort())
  const requests = (await readPending(store)).map(({ request }) => request)
  assert.deepEqual(requests.map((request) => 'key' in request && request.key).sort(), twins.sort())
  assert.equal((await keysUnder(retractedPrefix)).length, 2)
})

test('a name of which nothing is in the tables is refused, and nothing is admitted', async () => {
  await assert.rejects(
    () => retractKey(store, 'c.csv', 'run'),
    (error) => error instanceof RequestError && /nothing of c\.csv is in the tables/.test(error.message),
  )
  assert.deepEqual(await keysUnder(pendingPrefix), [])
})

test('repeated by a retry, it keeps the moment of the first try: a version uploaded in between counts', async () => {
  await retractKey(store, 'a.csv', 'run')
  const reloaded = uploadOf('incoming/a.csv', '2024-03-01T00:00:05Z 000000 incoming/a.csv')
  clock = new Date('2024-03-01T00:00:10Z')
  await retractKey(store, 'a.csv', 'run')
  const requests = (await readPending(store)).map(({ request }) => request)
  assert.equal(requests.length, 1)
  const catalog = fold(catalogOf('incoming/a.csv'), [...requests, reloaded], clock.toISOString(), policy)
  assert.equal(catalog.keys['incoming/a.csv']!.upload, 'of incoming/a.csv')
})

test('repeated after another run folded it, it answers as the first try did', async () => {
  const twins = ['NFC', 'NFD'].map((form) => `incoming/${'카드'.normalize(form)}.csv`)
  const live = catalogOf(...twins)
  await writeJson(store, catalogKey, live)
  const first = await retractKey(store, '카드.csv', 'run')
  const requests = (await readPending(store)).map(({ request }) => request)
  for (const folded of [requests.slice(0, 1), requests]) {
    await store.delete(await keysUnder(pendingPrefix))
    await writeJson(store, catalogKey, fold(live, folded, clock.toISOString(), policy))
    assert.deepEqual(await retractKey(store, '카드.csv', 'run'), first)
    assert.deepEqual(
      (await readPending(store)).map(({ request }) => request),
      requests,
    )
  }
})
