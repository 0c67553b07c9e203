import '../../faults/environment.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { parquetReadObjects } from 'hyparquet'
import { readCatalog } from '../../../functions/catalog/stored-catalog.ts'
import type { RejectionReport } from '../../../functions/reception/rejection.ts'
import { s3Store } from '../../../functions/storage/store.ts'
import { policy } from '../../../hive/policy.ts'
import { withAllKeys } from '../catalog/all-keys.ts'
import { file, goodRow, line, lines } from '../conversion/csv-text.ts'

Object.assign(policy, {
  checks: {
    date_invalid: 'quarantine',
    card_format: 'quarantine',
    malformed_line: 'quarantine',
    number_format: 'quarantine',
    amount_negative: 'warn',
    amount_zero: 'reject',
  },
  quarantine: { rows: 6, percent: 5 },
})
// what follows the policy is imported after it was changed
const { Cloud, inputBucket, outputBucket } = await import('../../faults/cloud.ts')
const { convertFile } = await import('../conversion/converting.ts')

type World = InstanceType<typeof Cloud>

async function deliver(bytes: Buffer, cloud: World = new Cloud(), key = 'incoming/day.csv') {
  cloud.install()
  await cloud.announce(key, cloud.s3.put(inputBucket, key, bytes).versionId)
  return cloud
}

async function contributions() {
  const store = s3Store(outputBucket)
  const { keys } = await withAllKeys(store, (await readCatalog(store))!)
  return Object.values(keys)
}

const json = <T>(cloud: World, key: string): T => JSON.parse(String(cloud.s3.body(outputBucket, key))) as T

async function read(cloud: World, prefix: string): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = []
  for (const key of cloud.s3.keys(outputBucket, prefix)) {
    const { buffer, byteOffset, length } = Buffer.from(cloud.s3.body(outputBucket, key)!)
    rows.push(
      ...(await parquetReadObjects({ file: buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer })),
    )
  }
  return rows
}

const bad = [
  line({ transaction_id: 'B1', transaction_date: '2024-02-30 10:00:00', card_no: '1234' }),
  'cut,line',
  line({ transaction_id: 'B3', amount: '1e5' }),
  line({ transaction_id: 'B4', card_no: '1234-****-****-1234', amount: '7' }),
]
const withBad = () => file([...lines(50), ...bad.slice(0, 2), '', ...lines(49, 51), ...bad.slice(2)])

test('bad rows are kept apart, each once under its first check, with line, reason and masked text; the rest is published', async () => {
  const cloud = await deliver(withBad())
  assert.deepEqual(cloud.s3.keys(outputBucket, '_rejected/'), [])
  const [upload] = await contributions()
  const kept = await read(cloud, 'quarantined_txn/')
  assert.deepEqual(
    kept,
    [
      {
        line: 52n,
        check_name: 'date_invalid',
        column_name: 'transaction_date',
        detail: '2024-02-30 10:00:00',
        raw_text: bad[0],
      },
      {
        line: 53n,
        check_name: 'malformed_line',
        column_name: null,
        detail: 'wrong number of fields (2)',
        raw_text: bad[1],
      },
      { line: 104n, check_name: 'number_format', column_name: 'amount', detail: '1e5', raw_text: bad[2] },
      {
        line: 105n,
        check_name: 'card_format',
        column_name: 'card_no',
        detail: '1234-****-****-1234',
        raw_text: bad[3],
      },
    ].map((row) => ({ upload_id: upload!.upload, source_key: 'incoming/day.csv', ...row })),
  )
  const published = await read(cloud, 'partitioned_txn/')
  assert.equal(published.length, 99)
  const sum = published.reduce((total, { amount }) => total + Number(amount), 0)
  assert.equal(sum, 99 * Number(goodRow.amount))
  const checks = await read(cloud, 'quality_report/')
  const outcome = checks.find(({ check_name }) => check_name === 'card_format')
  assert.equal(outcome?.status, 'WARN')
  assert.equal(
    outcome?.detail,
    '1: card_no is not ****-****-****-NNNN, nor masked as its source may; first in line 105; 1 quarantined',
  )
})

test('rows in are published, quarantined and superseded ones, and a corrected file takes its rows back', async () => {
  const cloud = await deliver(withBad())
  const manifest = cloud.s3.keys(outputBucket, '_staging/').find((key) => key.endsWith('/manifest.json'))!
  assert.partialDeepStrictEqual(json<object>(cloud, manifest), { received: 103, rows: 99, quarantined: 4 })
  const quarantined = async () => (await contributions()).map((each) => each.quarantined ?? 0)
  assert.deepEqual(await quarantined(), [4])
  await deliver(file(lines(103)), cloud)
  assert.deepEqual(await quarantined(), [0])
  assert.equal((await read(cloud, 'partitioned_txn/')).length, 103)
  assert.equal((await read(cloud, 'quarantined_txn/')).length, 4)
})

test('set checks and shares see kept rows only', async () => {
  const twice = line({ transaction_id: 'T0001', card_no: '12' })
  const cloud = await deliver(file([...lines(60), twice]))
  assert.deepEqual(cloud.s3.keys(outputBucket, '_rejected/'), [])
})

const refused: [name: string, rows: string[], failed: string[]][] = [
  ['more rows than may be', Array.from({ length: 7 }, () => 'x'), ['malformed_line']],
  [
    'more than may be of several checks together',
    [
      ...Array.from({ length: 4 }, (_, index) => line({ transaction_id: `B${index}`, card_no: 'x' })),
      'a',
      'b',
      'c',
    ],
    ['card_format', 'malformed_line'],
  ],
  [
    'a card number in a row that would be kept apart',
    [line({ merchant: '4111111111111111', card_no: 'x' })],
    ['unmasked_card'],
  ],
  ['a card number in a malformed line', ['4111-1111-1111-1111'], ['unmasked_card']],
  ['a check that the policy makes reject', [line({ transaction_id: 'B1', amount: '0' })], ['amount_zero']],
]
for (const [name, rows, failed] of refused)
  test(`rejected all the same: ${name}`, async () => {
    const cloud = await deliver(file([...lines(60), ...rows]))
    const [key] = cloud.s3.keys(outputBucket, '_rejected/')
    assert.deepEqual(json<RejectionReport>(cloud, key!).failed, failed)
    assert.deepEqual(cloud.s3.keys(outputBucket, 'quarantined_txn/'), [])
    assert.deepEqual(cloud.s3.keys(outputBucket, 'partitioned_txn/'), [])
    for (const stored of cloud.s3.keys(outputBucket, ''))
      assert.ok(!String(cloud.s3.body(outputBucket, stored)).includes('4111'), stored)
  })

test('a gzip file that breaks off is rejected, whatever becomes of malformed lines', async () => {
  const cloud = await deliver(gzipSync(file(lines(60))).subarray(0, 300))
  assert.equal(cloud.s3.keys(outputBucket, '_rejected/').length, 1)
})

test('a check that the policy makes warn publishes the row as it is', async () => {
  const cloud = await deliver(file([...lines(60), line({ transaction_id: 'B1', amount: '-1' })]))
  assert.equal((await read(cloud, 'partitioned_txn/')).filter(({ amount }) => amount === -1n).length, 1)
})

test('chunks and blocks of any size keep the same rows apart', async () => {
  const text = withBad()
  const whole = await convertFile(text)
  assert.equal(whole.counters.quarantined?.rows.length, 4)
  for (const sizes of [{ chunkBytes: 777 }, { blockBytes: 1 }]) {
    const { rows, counters, manifest } = await convertFile(text, sizes)
    assert.deepEqual([rows, counters], [whole.rows, whole.counters])
    assert.deepEqual([manifest.received, manifest.quarantined], [103, 4])
  }
})
