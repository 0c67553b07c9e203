import '../faults/environment.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import iconv from 'iconv-lite'
import type { RejectionReport } from '../../functions/reception/rejection.ts'
import { readJson, s3Store } from '../../functions/storage/store.ts'
import { Cloud, inputBucket, outputBucket } from '../faults/cloud.ts'
import { file, line, lines } from './conversion/csv-text.ts'

function newCloud(): Cloud {
  const cloud = new Cloud()
  cloud.install()
  return cloud
}

const put = (cloud: Cloud, key: string, bytes: Uint8Array) =>
  cloud.s3.put(inputBucket, key, Buffer.from(bytes)).versionId

const tell = (cloud: Cloud, ...objects: { key: string; versionId?: string; size?: number }[]) =>
  cloud.invoke('event', 'on-upload', {
    Records: objects.map((object) => ({ s3: { bucket: { name: inputBucket }, object } })),
  })

/** Brings a file all the way: rows published, or the report of its rejection. */
async function deliver(bytes: Uint8Array) {
  const cloud = newCloud()
  await cloud.announce('incoming/day.csv', put(cloud, 'incoming/day.csv', bytes))
  const rejected = cloud.s3.keys(outputBucket, '_rejected/')[0]
  const report = rejected ? (await readJson<RejectionReport>(s3Store(outputBucket), rejected))!.value : null
  const published = cloud.s3.keys(outputBucket, 'partitioned_txn/').length
  return { cloud, report, published, runs: [...cloud.runs.values()] }
}

test('what is no upload is ignored', async () => {
  const cloud = newCloud()
  assert.deepEqual(
    await cloud.invoke('event', 'on-upload', { Service: 'Amazon S3', Event: 's3:TestEvent' }),
    {
      started: 0,
      exists: 0,
      rejected: 0,
      ignored: 0,
      gone: 0,
    },
  )
  const answer = await tell(
    cloud,
    { key: 'incoming/folder/', size: 0 },
    { key: 'elsewhere/day.csv', size: 9 },
    { key: 'incoming/day.csv.filepart', size: 9 },
  )
  assert.partialDeepStrictEqual(answer, { ignored: 3 })
})

test('a version that was deleted before it was read is gone, and the records beside it are received', async () => {
  const cloud = newCloud()
  const versionId = put(cloud, 'incoming/day.csv', file(lines(3)))
  const answer = await tell(
    cloud,
    { key: 'incoming/none.csv', versionId: 'v9' },
    { key: 'incoming/day.csv', versionId },
  )
  assert.partialDeepStrictEqual(answer, { gone: 1, started: 1 })
  await cloud.settle()
})

test('an object with content whose key ends in a slash is processed', async () => {
  const cloud = newCloud()
  const versionId = put(cloud, 'incoming/2024/', file(lines(3)))
  assert.partialDeepStrictEqual(await tell(cloud, { key: 'incoming/2024/', versionId, size: 99 }), {
    started: 1,
  })
  await cloud.settle()
  assert.equal([...cloud.runs.values()][0]?.status, 'SUCCEEDED')
})

test('the same event again starts nothing', async () => {
  const cloud = newCloud()
  const object = { key: 'incoming/day.csv', versionId: put(cloud, 'incoming/day.csv', file(lines(3))) }
  await tell(cloud, object)
  assert.partialDeepStrictEqual(await tell(cloud, object), { started: 0, exists: 1 })
  await cloud.settle()
  assert.equal(cloud.runs.size, 1)
})

test('0 bytes are refused with a report, a message and no run', async () => {
  const { report, runs, cloud } = await deliver(Buffer.alloc(0))
  assert.equal(report?.reason, 'the file is empty (0 bytes)')
  assert.equal(report?.stage, 'header')
  assert.equal(runs.length, 0)
  assert.match(cloud.messages[0]!, /was rejected: the file is empty/)
  assert.equal(cloud.s3.keys(outputBucket, 'quality_report/').length, 1)
})

const published: [name: string, bytes: Buffer][] = [
  ['plain', file(lines(40))],
  ['gzip', gzipSync(file(lines(40)))],
  [
    'gzip of two members',
    Buffer.concat([gzipSync(file(lines(20))), gzipSync(`${lines(20, 21).join('\n')}\n`)]),
  ],
  ['CP949', iconv.encode(file(lines(40)).toString(), 'cp949')],
  ['header only', file([])],
]
for (const [name, bytes] of published)
  test(`published: ${name}`, async () => {
    const { report, runs, published } = await deliver(bytes)
    assert.equal(report, null)
    assert.equal(runs[0]?.status, 'SUCCEEDED')
    assert.equal(published, name === 'header only' ? 0 : 1)
  })

const rejected: [name: string, bytes: Buffer, line: number, reason: string | RegExp][] = [
  ['cut gzip', gzipSync(file(lines(40))).subarray(0, 200), 1, 'damaged gzip data, at byte 200 of the object'],
  [
    'gzip that expands too much after its head',
    lateBomb(),
    1,
    /^gzip data expands too much, at byte \d+ of the object$/,
  ],
  ['a line with too few fields', file([line(), 'T2,x']), 3, 'wrong number of fields (2)'],
]
for (const [name, bytes, first, reason] of rejected)
  test(`rejected: ${name}`, async () => {
    const { report, published } = await deliver(bytes)
    assert.equal(published, 0)
    assert.deepEqual(report?.failed, ['malformed_line'])
    const samples = report?.checks.find((check) => check.name === 'malformed_line')?.samples ?? []
    const sample = samples.find((candidate) =>
      typeof reason === 'string' ? candidate.reason === reason : reason.test(candidate.reason ?? ''),
    )
    assert.ok(sample && sample.line >= first, JSON.stringify(samples))
  })

test('an object that is deleted while it is read changes no table', async () => {
  const cloud = newCloud()
  const versionId = put(cloud, 'incoming/day.csv', file(lines(3)))
  cloud.trouble = (command, input, when, caller) => {
    const reads = caller?.function === 'convert-chunk' && command === 'GetObjectCommand' && when === 'before'
    if (reads) cloud.s3.objects.delete(`${input.Bucket}/${input.Key}`)
  }
  await cloud.announce('incoming/day.csv', versionId)
  assert.equal([...cloud.runs.values()][0]?.status, 'FAILED')
  assert.deepEqual(cloud.s3.keys(outputBucket, 'partitioned_txn/'), [])
  assert.match(cloud.messages[0]!, /changed or deleted while it was read/)
})

test('a version that is not the newest any more is read all the same', async () => {
  const cloud = newCloud()
  const versionId = put(cloud, 'incoming/day.csv', file(lines(3)))
  put(cloud, 'incoming/day.csv', file(lines(5)))
  await cloud.announce('incoming/day.csv', versionId)
  assert.equal([...cloud.runs.values()][0]?.status, 'SUCCEEDED')
  const manifest = cloud.s3.keys(outputBucket, '_staging/').find((key) => key.endsWith('manifest.json'))
  assert.equal(JSON.parse(String(cloud.s3.body(outputBucket, manifest!))).rows, 3)
})

test('a quoted line feed on a boundary leads to one conversion of the whole', async () => {
  process.env.CHUNK_BYTES = '300'
  try {
    const rows = Array.from({ length: 30 }, (_, index) =>
      line({ transaction_id: `T${index}`, amount: `${100 + index}`, merchant: '"two\nlines, ""quoted"""' }),
    )
    const { runs, report, cloud } = await deliver(file(rows))
    assert.equal(report, null)
    assert.equal(runs[0]?.status, 'SUCCEEDED')
    const results = cloud.s3.keys(outputBucket, '_staging/').filter((key) => key.includes('/chunks/'))
    assert.ok(results.some((key) => key.endsWith('whole.json')))
  } finally {
    process.env.CHUNK_BYTES = '33554432'
  }
})

/** A good beginning, random enough to compress little, and 100 MB of zeros in 100 KB after it. */
function lateBomb(): Buffer {
  const rows = Array.from({ length: 20_000 }, (_, index) =>
    line({ transaction_id: `T${index}`, merchant: Math.sin(index).toString(36) }),
  )
  return Buffer.concat([gzipSync(file(rows)), gzipSync(Buffer.alloc(100_000_000))])
}
