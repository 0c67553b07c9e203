import '../../faults/environment.ts'
import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import type { Catalog } from '../../../functions/catalog/catalog.ts'
import { compareInput } from '../../../functions/sweep/compare-input.ts'
import { describeMismatches, findLiveKeys } from '../../../functions/sweep/live-keys.ts'
import type { ListedVersion } from '../../../functions/upload/upload-identity.ts'
import { readStates } from '../../faults/accounting.ts'
import { Cloud, inputBucket, outputBucket } from '../../faults/cloud.ts'
import { file, lines } from '../conversion/csv-text.ts'
import { MemoryStore } from '../storage/memory-store.ts'

const nfc = 'incoming/카드내역.csv'.normalize('NFC')
const nfd = nfc.normalize('NFD')

/** What a listing shows of a catalog that an older version wrote. */
const findMismatches = async (catalog: Catalog, versions: ListedVersion[]) =>
  (await compareInput(new MemoryStore(), catalog, 'input', Readable.from(versions))).mismatches

const live = (...keys: string[]): Catalog => ({
  stages: {},
  keys: Object.fromEntries(
    keys.map((key) => [key, { order: '1', upload: 'u', manifest: 'm', months: {}, heavy: false }]),
  ),
})
const listed = (key: string, latest = true, bytes = 10) => ({
  key,
  latest,
  versionId: 'v',
  lastModified: new Date(0),
  etag: '"e"',
  bytes,
})

test('a live key that was renamed or deleted is gone, a retracted one is not live', async () => {
  const catalog = live('incoming/a.csv', 'incoming/b.csv')
  catalog.keys['incoming/c.csv'] = { ...catalog.keys['incoming/a.csv']!, upload: null }
  const { gone } = await findMismatches(catalog, [listed('incoming/a.csv'), listed('incoming/b.csv', false)])
  assert.deepEqual(gone, ['incoming/b.csv'])
})

test('live keys that differ only in normalisation are told with their form', async () => {
  const mismatches = await findMismatches(live(nfc, nfd), [listed(nfc), listed(nfd)])
  assert.deepEqual(mismatches.alike, [[nfd, nfc].sort()])
  const text = describeMismatches(mismatches).join('\n')
  assert.match(text, /\(NFC\)/)
  assert.match(text, /\(NFD\)/)
})

test('a name finds its live keys in either form, with or without the prefix', () => {
  for (const name of [nfc, nfd, nfc.slice('incoming/'.length), nfd.slice('incoming/'.length)]) {
    assert.deepEqual(findLiveKeys(live(nfd), name), [nfd])
    assert.deepEqual(findLiveKeys(live(nfc, nfd), name).length, 2)
  }
  assert.deepEqual(findLiveKeys(live(nfd), 'other.csv'), [])
})

test('nothing is said where everything matches', async () => {
  assert.deepEqual(describeMismatches(await findMismatches(live(nfc), [listed(nfc)])), [])
})

test('of every kind of object the night names each once, or it is in exactly one state', async () => {
  const cloud = new Cloud()
  cloud.install()
  const drop = (key: string, bytes = file(lines(2))) => cloud.s3.put(inputBucket, key, bytes)
  await cloud.upload('incoming/renamed.csv', file(lines(2)).toString())
  cloud.s3.objects.delete(`${inputBucket}/incoming/renamed.csv`)
  const processed = [
    'incoming/day.csv',
    'incoming/slash/',
    'incoming/',
    'incoming/공백 있는 이름.csv',
    nfd,
    nfc,
  ]
  for (const key of processed) drop(key)
  drop('incoming/empty.csv', Buffer.alloc(0))
  drop('incoming/4111-1111-1111-1111.csv')
  const ignored = ['incoming/day.csv.filepart', 'incoming/.DS_Store', 'incoming/out/_SUCCESS', '.DS_Store']
  for (const key of ignored) drop(key)
  drop('incoming/2024/', Buffer.alloc(0))
  drop('2024/', Buffer.alloc(0))
  const outside = ['day.csv', 'Incoming/day.csv', 'archive/5555555555554444.csv']
  for (const key of outside) drop(key)

  for (const night of ['night-1', 'night-2']) {
    cloud.messages.length = 0
    cloud.start(night, { trigger: 'schedule' })
    await cloud.settle()
  }

  const states = readStates(cloud.s3)
  assert.deepEqual(
    Object.values(states).sort(),
    [...processed.map(() => 'published'), 'rejected', 'rejected'].sort(),
  )
  const told = cloud.messages.filter((message) => message.includes('Not under incoming/'))
  assert.equal(told.length, 1)
  for (const name of ['incoming/renamed.csv', ...outside.slice(0, 2), `archive/${'*'.repeat(12)}4444.csv`])
    assert.equal(told[0]!.split('\n').filter((line) => line.trim() === name).length, 1, name)
  for (const name of [...ignored, '2024/'])
    assert.ok(!told[0]!.split('\n').some((line) => line.trim() === name))
  assert.match(told[0]!, /look the same/)
  assert.equal(cloud.s3.keys(outputBucket, '_rejected/').length, 2)
})
