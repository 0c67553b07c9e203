import assert from 'node:assert/strict'
import { test } from 'node:test'
import { admitUpload } from '../../../functions/catalog/admit.ts'
import type { Catalog } from '../../../functions/catalog/catalog.ts'
import { planRun } from '../../../functions/catalog/plan.ts'
import { publishRound } from '../../../functions/catalog/publish-round.ts'
import { catalogKey, partitionKey } from '../../../functions/storage/layout.ts'
import type { PutOptions } from '../../../functions/storage/object-store.ts'
import type { Manifest, Upload } from '../../../functions/upload/upload.ts'
import { MemoryStore } from '../storage/memory-store.ts'
import { computePlan, type TableObject } from './computing.ts'
import { now, orderOf, policy } from './requests.ts'

/** Counts what is written to the catalog. */
class CountingStore extends MemoryStore {
  swaps = 0

  protected override write(key: string, body: Uint8Array, options: PutOptions): string {
    const etag = super.write(key, body, options)
    if (key === catalogKey) this.swaps++
    return etag
  }
}

const store = new CountingStore(() => now)
const context = {
  store,
  policy: { ...policy, heavyRows: 1_000_000 },
  now: () => now,
  // four milliseconds are a turn of the event loop, in which every waiting call happens
  pause: async (millis: number) => {
    for (let turn = 0; turn < millis / 4; turn++) await new Promise((resolve) => setImmediate(resolve))
  },
}

async function admit(number: number): Promise<{ id: string; waitSeconds: number }> {
  const id = `upload-${number}`
  const month = `2024-${String((number % 3) + 1).padStart(2, '0')}`
  const manifest: Partial<Manifest> = { rows: 10, months: { [month]: { rows: 10, amount: 10, files: [] } } }
  await store.put(`manifests/${id}`, JSON.stringify(manifest))
  const upload = { id, key: `incoming/${id}`, order: orderOf(number) } as Upload
  return { id, ...(await admitUpload(store, upload, `manifests/${id}`)) }
}

async function run(execution: string): Promise<void> {
  let plan = await planRun(context, execution, execution)
  while (plan.claimed > 0)
    plan = await publishRound(context, execution, plan, await computePlan(context, execution, plan))
}

test('a thousand files dropped at once take a bounded number of swaps, and none is missing', async () => {
  const admitted = await Promise.all(Array.from({ length: 1000 }, (_, number) => admit(number)))
  const computed = store.keys().length
  for (let second = 0; second <= 10; second++) {
    const due = admitted.filter(({ waitSeconds }) => waitSeconds === second)
    await Promise.all(due.map(({ id }) => run(id)))
  }
  const made = ['1', '2', '3'].flatMap(
    (month) =>
      store.json<TableObject>(partitionKey('daily_summary', `txn_year=2024/txn_month=${month}`))!.made,
  )
  assert.equal(new Set(made).size, 1000)
  const { stages } = store.json<Catalog>(catalogKey)!
  assert.deepEqual(
    Object.values(stages).map(({ want, done, claim }) => [want === done, claim]),
    Array.from({ length: 5 }, () => [true, null]),
  )
  assert.ok(store.swaps <= 40, `${store.swaps} swaps`)
  const calls = Object.values(store.calls).reduce((sum, count) => sum + count, 0)
  assert.ok(calls <= 20_000, `${calls} calls to S3 for ${computed} objects`)
})
