import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { Message } from '../../../functions/run/messages.ts'
import { pendingKey, rejectionKey } from '../../../functions/storage/layout.ts'
import { identifyVersions } from '../../../functions/sweep/missing.ts'
import { sweepNightly } from '../../../functions/sweep/nightly.ts'
import { now, policy } from '../catalog/requests.ts'
import { MemoryGlue } from '../iceberg/memory-glue.ts'
import { MemoryStore } from '../storage/memory-store.ts'

const store = new MemoryStore(() => now)
const context = { store, policy, now: () => now, pause: async () => {} }
const versions = ['a', 'b', 'c'].map((name) => ({
  key: `incoming/${name}.csv`,
  latest: true,
  versionId: name,
  lastModified: now,
  etag: '"e"',
  bytes: 1,
}))
const ids = Object.fromEntries(
  identifyVersions('input', versions).map(({ versionId, id }) => [versionId, id]),
)

let started: string[]
let told: Message[]
let reaped = 0
const sweep = (statuses: Record<string, string> = {}, failing = '') =>
  sweepNightly(
    context,
    {
      inputBucket: 'input',
      glue: new MemoryGlue(),
      retention: { rounds: 50, days: 400 },
      listVersions: async function* () {
        yield* versions
      },
      statusOf: async (execution) => statuses[execution] ?? null,
      receive: async (upload, execution) => {
        if (upload.id === failing) throw new Error('access denied')
        started.push(execution)
      },
      notify: async (message) => {
        told.push(message)
      },
      endClusters: async () => {
        reaped++
      },
    },
    'night',
  )
beforeEach(() => {
  store.objects.clear()
  started = []
  told = []
  reaped = 0
})

test('the schedule admits a request of its own', async () => {
  assert.deepEqual(await sweep(), { request: 'schedule-night', waitSeconds: 0 })
  assert.deepEqual(store.json(pendingKey('schedule-night')), { kind: 'schedule', execution: 'night' })
})

test('clusters whose run is gone are ended', async () => {
  await sweep()
  assert.equal(reaped, 1)
})

test('uploads that no event announced are started, rejected, pending and running ones are not', async () => {
  await store.put(rejectionKey(ids.a!), '{}')
  await store.put(pendingKey(ids.b!), JSON.stringify({ kind: 'schedule' }))
  await sweep()
  assert.deepEqual(started, [ids.c])
  started = []
  await sweep({ [ids.c!]: 'RUNNING' })
  assert.deepEqual(started, [])
})

test('a failed upload is run again under another name, and one that cannot start keeps no other back', async () => {
  await sweep({ [ids.a!]: 'FAILED' }, ids.b)
  assert.deepEqual(started.sort(), [ids.c, `${ids.a}-r1`].sort())
})

test('an upload that failed three times is left to a person, who is told the command', async () => {
  const failed = Object.fromEntries([ids.a, `${ids.a}-r1`, `${ids.a}-r2`].map((run) => [run, 'FAILED']))
  await sweep(failed)
  assert.deepEqual(started.sort(), [ids.b, ids.c].sort())
  assert.match(told[0]!.text, new RegExp(`incoming/a.csv: npm run replay -- ${ids.a}`))
})
