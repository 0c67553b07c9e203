import assert from 'node:assert/strict'
import { test } from 'node:test'
import { identifyUpload, rankVersions, retractionOrder } from '../../../functions/upload/upload-identity.ts'

const version = (key: string, time = '2024-03-01T00:00:00.700Z', versionId = 'v1') => ({
  bucket: 'input',
  key,
  versionId,
  lastModified: new Date(time),
})

const names: [string, RegExp][] = [
  ['incoming/2024-03-01.csv', /^2024-03-01-[0-9a-f]{16}$/],
  ['incoming/a/b c+d.CSV.GZ', /^b-c-d-[0-9a-f]{16}$/],
  ['incoming/서울 거래.csv', /^upload-[0-9a-f]{16}$/],
  ['incoming/../../x', /^x-[0-9a-f]{16}$/],
  [`incoming/${'긴'.repeat(290)}${'n'.repeat(90)}`, /^n{54}-[0-9a-f]{16}$/],
  [`incoming/${'n'.repeat(900)}.csv`, /^n{55}-[0-9a-f]{16}$/],
]
for (const [key, pattern] of names) {
  test(`an id is a valid execution name: ${key.slice(0, 40)}`, () => {
    const { id } = identifyUpload(version(key), 0)
    assert.match(id, pattern)
    assert.ok(id.length <= 72)
  })
}

test('bucket, key and version each make another id', () => {
  const ids = [
    version('incoming/a.csv'),
    version('incoming/b/a.csv'),
    { ...version('incoming/a.csv'), versionId: 'v2' },
    { ...version('incoming/a.csv'), bucket: 'other' },
  ].map((each) => identifyUpload(each, 0).id)
  assert.equal(new Set(ids).size, 4)
})

test('an event in whole seconds and a listing in milliseconds give the same identity', () => {
  const listed = identifyUpload(version('incoming/a.csv', '2024-03-01T00:00:00.999Z'), 1)
  assert.deepEqual(identifyUpload(version('incoming/a.csv', '2024-03-01T00:00:00Z'), 1), listed)
  assert.equal(listed.uploadedAt, '2024-03-01T00:00:00Z')
})

test('orders sort by moment, then rank, then key', () => {
  const orders = [
    identifyUpload(version('incoming/z.csv', '2024-02-29T23:59:59Z'), 0).order,
    retractionOrder(new Date('2024-03-01T00:00:00.9Z')),
    identifyUpload(version('incoming/a.csv'), 0).order,
    identifyUpload(version('incoming/b.csv'), 0).order,
    identifyUpload(version('incoming/a.csv'), 2).order,
    identifyUpload(version('incoming/a.csv'), 10).order,
  ]
  assert.deepEqual(orders.toSorted(), orders)
})

test('versions of one second are ranked by age, and expired ones change nothing', () => {
  const listed = (key: string, versionId: string, time: string) => ({
    ...version(key, time, versionId),
    latest: true,
    etag: '"e"',
    bytes: 1,
  })
  const versions = [
    listed('a', 'newest', '2024-03-01T00:00:09Z'),
    listed('a', 'second', '2024-03-01T00:00:05.200Z'),
    listed('a', 'first', '2024-03-01T00:00:05.100Z'),
    listed('a', 'old', '2024-01-01T00:00:00Z'),
    listed('b', 'only', '2024-03-01T00:00:05Z'),
  ]
  const ranks = (of: typeof versions) => rankVersions(of).map(({ versionId, rank }) => [versionId, rank])
  assert.deepEqual(ranks(versions), [
    ['newest', 0],
    ['second', 1],
    ['first', 0],
    ['old', 0],
    ['only', 0],
  ])
  assert.deepEqual(ranks(versions.toSpliced(3, 1)), ranks(versions).toSpliced(3, 1))
})
