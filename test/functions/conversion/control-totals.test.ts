import '../../faults/environment.ts'
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { RejectionReport } from '../../../functions/reception/rejection.ts'
import { Cloud, inputBucket, outputBucket } from '../../faults/cloud.ts'
import { file, lines } from '../conversion/csv-text.ts'

const rows = file(lines(40))
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/** What control_total says of a file with this metadata; null when it is published. */
async function judge(bytes: Buffer, metadata: Record<string, string>): Promise<string | null> {
  const cloud = new Cloud()
  cloud.install()
  const key = 'incoming/day.csv'
  await cloud.announce(key, cloud.s3.put(inputBucket, key, bytes, metadata).versionId)
  const [rejected] = cloud.s3.keys(outputBucket, '_rejected/')
  assert.equal(cloud.s3.keys(outputBucket, 'partitioned_txn/').length, rejected ? 0 : 1)
  if (!rejected) return null
  const report = JSON.parse(String(cloud.s3.body(outputBucket, rejected))) as RejectionReport
  assert.deepEqual(report.failed, ['control_total'])
  return report.checks.find(({ name }) => name === 'control_total')!.detail
}

test('a file that is what its metadata says is published, plain and packed', async () => {
  for (const bytes of [rows, gzipSync(rows)])
    assert.equal(
      await judge(bytes, { rows: '40', amount: '180000', sha256: sha256(bytes).toUpperCase() }),
      null,
    )
})

test('the SHA-256 is that of the object, however many ranges it is read in', async () => {
  process.env.CHUNK_BYTES = '500'
  try {
    assert.equal(await judge(rows, { sha256: sha256(rows) }), null)
    const other = sha256(file(lines(39)))
    assert.equal(
      await judge(rows, { sha256: other }),
      `the object's metadata says SHA-256 ${other}, the file has SHA-256 ${sha256(rows)}`,
    )
  } finally {
    process.env.CHUNK_BYTES = '33554432'
  }
})

const wrong: [metadata: Record<string, string>, said: string][] = [
  [{ rows: '41' }, "the object's metadata says 41 rows, the file has 40 rows"],
  [{ rows: '40', amount: '-180000' }, "the object's metadata says -180000 won, the file has 180000 won"],
  [{ rows: 'forty' }, "the object's metadata rows is no number of rows: forty"],
  [{ sha256: 'abc' }, "the object's metadata sha256 is no SHA-256 in hexadecimal digits: abc"],
]
for (const [metadata, said] of wrong)
  test(`rejected, both sides named: ${said}`, async () => assert.equal(await judge(rows, metadata), said))
