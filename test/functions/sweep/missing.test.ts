import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fold } from '../../../functions/catalog/fold.ts'
import { emptyCatalog } from '../../../functions/catalog/stage-state.ts'
import { findMissing, identifyVersions, nextRun } from '../../../functions/sweep/missing.ts'
import { runName } from '../../../functions/upload/upload-identity.ts'
import { now, policy } from '../catalog/requests.ts'

const version = (key: string, versionId: string, time: string, bytes = 10) => ({
  key,
  latest: true,
  versionId,
  lastModified: new Date(time),
  etag: '"e"',
  bytes,
})
const uploads = identifyVersions('input', [
  version('incoming/a.csv', 'new', '2024-03-02T00:00:00Z'),
  version('incoming/a.csv', 'old', '2024-03-01T00:00:00Z'),
  version('incoming/b.csv', 'only', '2024-02-01T00:00:00Z'),
  version('incoming/folder/', 'marker', '2024-02-01T00:00:00Z', 0),
  version('incoming/day.csv.filepart', 'unfinished', '2024-02-01T00:00:00Z'),
])
const [b, old, newer] = uploads as [(typeof uploads)[0], (typeof uploads)[0], (typeof uploads)[0]]
const nothing = { pending: new Set<string>(), rejected: new Set<string>(), catalog: emptyCatalog() }
const published = (upload: typeof b) => {
  const { id, key, order } = upload
  const request = { kind: 'upload' as const, key, order, upload: id, manifest: 'm', months: {}, rows: 0 }
  return fold(emptyCatalog(), [request], now.toISOString(), policy)
}

test('a listing gives the uploads oldest first, without folder markers and unfinished ones', () => {
  assert.deepEqual(
    uploads.map(({ versionId }) => versionId),
    ['only', 'old', 'new'],
  )
})

const cases: [string, typeof nothing, typeof uploads][] = [
  ['nothing is known', nothing, uploads],
  ['the newer version is published', { ...nothing, catalog: published(newer) }, [b]],
  ['the older version is published', { ...nothing, catalog: published(old) }, [b, newer]],
  ['one is pending', { ...nothing, pending: new Set([b.id]) }, [old, newer]],
  [
    'a newer version was rejected and the older published',
    { ...nothing, rejected: new Set([newer.id]), catalog: published(old) },
    [b],
  ],
]
for (const [name, ledger, missing] of cases)
  test(`missing when ${name}`, () => assert.deepEqual(findMissing(uploads, ledger), missing))

const runs: [string, Record<string, string>, Awaited<ReturnType<typeof nextRun>>][] = [
  ['never ran', {}, { name: 'up' }],
  ['failed', { up: 'FAILED' }, { name: 'up-r1' }],
  ['is running again', { up: 'ABORTED', 'up-r1': 'RUNNING' }, 'running'],
  ['failed three times', { up: 'FAILED', 'up-r1': 'FAILED', 'up-r2': 'TIMED_OUT' }, 'exhausted'],
]
for (const [name, statuses, next] of runs) {
  test(`the next run of an upload that ${name}`, async () => {
    assert.deepEqual(await nextRun('up', async (execution) => statuses[execution] ?? null), next)
  })
}

test('names of runs stay valid execution names', () => {
  assert.match(runName(uploads[0]!.id, 99), /^[A-Za-z0-9_-]{1,80}$/)
})
