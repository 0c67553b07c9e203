import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Catalog, Contribution } from '../../../functions/catalog/catalog.ts'
import { newStage } from '../../../functions/catalog/stage-state.ts'
import { identifyVersions } from '../../../functions/sweep/missing.ts'
import type { ListedVersion } from '../../../functions/upload/upload-identity.ts'
import { readStandings, UploadPass } from '../../../local/pipeline/pass-uploads.ts'
import { deriveState, type Evidence } from '../../../local/pipeline/upload-state.ts'
import { MemoryStore } from '../../functions/storage/memory-store.ts'

const at = (second: number) => new Date(Date.parse('2024-03-01T00:00:00Z') + second * 1000)
const versionOf = (file: number, second: number, latest: boolean): ListedVersion => {
  const key = `incoming/${String(file).padStart(5, '0')}.csv`
  return { key, latest, versionId: `v${second}`, lastModified: at(second), etag: 'e', bytes: 10 }
}

/** Newest first within a key: every third file was corrected once, every 500th has a version that nobody took in yet. */
const versions = Array.from({ length: 3000 }, (_, file) => [
  ...(file % 500 === 7 ? [versionOf(file, 9000 + file, true)] : []),
  ...(file % 3 === 0 ? [versionOf(file, 5000 + file, file % 500 !== 7)] : []),
  versionOf(file, file, file % 3 !== 0 && file % 500 !== 7),
]).flat()
const uploads = identifyVersions('input', versions)

/** Folded is what is not too new; what is of April is not published, and a few keys were retracted. */
const keys: Record<string, Contribution> = {}
for (const { key, id, order, uploadedAt } of uploads) {
  if (uploadedAt >= at(9000).toISOString()) continue
  const file = Number(key.slice(9, 14))
  const retracted = file % 400 === 9
  keys[key] = {
    order: retracted ? '2024-03-02T00:00:00Z' : order,
    upload: retracted ? null : id,
    manifest: null,
    months: file % 100 === 1 ? { '2024-04': 1 } : { '2024-03': 1 },
    heavy: false,
    ...(file % 1000 === 0 && { quarantined: 2 }),
  }
}
const done = { ...newStage(), want: 1, done: 1 }
const catalog: Catalog = { keys, stages: { 'etl/2024-03': done, 'etl/2024-04': { ...done, want: 2 } } }
const evidence: Evidence = {
  catalog,
  stages: { 'etl/2024-03': 'clean', 'etl/2024-04': 'due' },
  pending: new Set(),
  rejected: new Set([uploads[0]!.id]),
  runs: new Map(),
}

async function passAll(isMeant?: (upload: { key: string }) => boolean): Promise<UploadPass> {
  const { standings } = await readStandings(new MemoryStore(), evidence)
  const pass = new UploadPass(evidence, standings, isMeant)
  const passed: ListedVersion[] = []
  const listing = (async function* () {
    yield* versions
  })()
  for await (const version of pass.watch('input', listing)) passed.push(version)
  assert.deepEqual(passed, versions, 'versions pass as they came')
  return pass
}

test('what is counted and what is kept have the states that each upload has by itself', async () => {
  const pass = await passAll()
  const found: Record<string, number> = { ...pass.settled }
  for (const upload of pass.uploads()) {
    const { state } = deriveState(upload, evidence)
    found[state] = (found[state] ?? 0) + 1
  }
  const wanted: Record<string, number> = {}
  for (const upload of uploads) {
    const { state } = deriveState(upload, evidence)
    wanted[state] = (wanted[state] ?? 0) + 1
  }
  assert.deepEqual(found, wanted)
  assert.deepEqual(Object.keys(wanted).sort(), ['folded', 'published', 'received', 'rejected', 'superseded'])
})

test('everything that is not settled is kept, and of the others the newest', async () => {
  const kept = (await passAll()).uploads()
  assert.ok(kept.length < 2100, `${kept.length} of ${uploads.length} are kept`)
  const ids = new Set(kept.map(({ id }) => id))
  for (const upload of uploads) {
    const { state } = deriveState(upload, evidence)
    if (state !== 'published' && state !== 'superseded') assert.ok(ids.has(upload.id), upload.key)
  }
  for (const upload of uploads.slice(-500)) assert.ok(ids.has(upload.id), upload.key)
})

test('an upload that is asked for is kept, however old it is', async () => {
  const key = 'incoming/00002.csv'
  const kept = (await passAll((upload) => upload.key === key)).uploads()
  assert.ok(kept.some((upload) => upload.key === key))
  assert.ok(!(await passAll()).uploads().some((upload) => upload.key === key))
})

test('rows that are kept apart are counted of every key', async () => {
  const { quarantines } = await readStandings(new MemoryStore(), evidence)
  assert.deepEqual(
    quarantines.map(({ key, rows }) => [key, rows]),
    ['00000', '01000', '02000'].map((name) => [`incoming/${name}.csv`, 2]),
  )
})
