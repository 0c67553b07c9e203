import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { emptyResult } from '../../../functions/conversion/chunk-result.ts'
import { checkQuality } from '../../../functions/quality/check-quality.ts'
import type { UploadJudgement } from '../../../functions/quality/judge.ts'
import { countersKey, duplicatesKey, quarantineKey } from '../../../functions/storage/layout.ts'
import { writeJson } from '../../../functions/storage/store.ts'
import { qualityChecks } from '../../../hive/checks.ts'
import { findTable } from '../../../hive/contract.ts'
import { someUpload } from '../conversion/converting.ts'
import { MemoryStore } from '../storage/memory-store.ts'

// stored at 00:30 of 2 June in Korea
const upload = { ...someUpload(100), uploadedAt: '2024-06-01T15:30:00Z' }
const reportKey = 'quality_report/run_date=2024-06-02/day-0123456789abcdef.parquet'

async function check(
  counts: Record<string, number>,
  duplicates: object | null,
  store = new MemoryStore(),
  { key = upload.key, samples = {} } = {},
) {
  const all = { ...emptyResult('').counts, ...counts }
  const counters = { rows: 1000, malformed: 0, counts: all, samples, warnings: [] }
  await writeJson(store, countersKey(upload.id, 'run'), counters)
  if (duplicates) await writeJson(store, duplicatesKey(upload.id, 'run'), duplicates)
  const judged = await checkQuality(
    store,
    { execution: 'run', upload: { ...upload, key } },
    new Date('2024-06-01T15:31:00Z'),
  )
  const { buffer, byteOffset, length } = store.objects.get(reportKey)!.body
  const parquet = buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer
  return { judged, parquet, rows: await parquetReadObjects({ file: parquet }) }
}

test('the verdict and the names of the failed checks go on', async () => {
  const { judged } = await check(
    { amount_negative: 1 },
    { counts: { duplicate_transaction_id: 0, duplicate_payment: 2 }, samples: {} },
  )
  assert.equal(judged.verdict, 'FAIL')
  assert.deepEqual(judged.failed, ['amount_negative'])
})

test('quality_report has a row per check, of the day the upload was stored in Korea', async () => {
  const { rows } = await check(
    {},
    { counts: { duplicate_transaction_id: 0, duplicate_payment: 0 }, samples: {} },
  )
  assert.equal(rows.length, qualityChecks.length)
  assert.deepEqual(rows[0], {
    upload_id: upload.id,
    source_key: 'incoming/day.csv',
    check_category: 'amount',
    check_name: 'amount_large',
    status: 'PASS',
    issue_count: 0n,
    issue_ratio: 0,
    detail: 'none',
    checked_at: '2024-06-02T00:31:00+09:00',
  })
})

test('what an earlier run kept apart stays until this one is admitted', async () => {
  const store = new MemoryStore()
  const earlier = quarantineKey(upload.id, '2024-06-02')
  await store.put(earlier, 'earlier')
  await check({}, null, store)
  assert.equal(String(store.objects.get(earlier)!.body), 'earlier')
})

test('samples name columns as the sender does, and as the tables do; a name that both use once', async () => {
  const columns = ['amount', 'transaction_date', '비고', undefined]
  const samples = { amount_negative: columns.map((column) => ({ line: 2, ...(column && { column }) })) }
  const named = async (key: string) => {
    const store = new MemoryStore()
    const { judged } = await check({ amount_negative: 4 }, null, store, { key, samples })
    const { outcomes } = store.json<UploadJudgement>(judged.quality)!
    return outcomes.find(({ name }) => name === 'amount_negative')!.samples.map(({ column }) => column)
  }
  assert.deepEqual(await named('incoming/day.csv'), columns)
  assert.deepEqual(await named('incoming/card-b/day.csv'), [
    '승인금액 (amount)',
    '거래일자, 거래시각 (transaction_date)',
    '비고',
    undefined,
  ])
})

test('checks that were not evaluated have no count', async () => {
  const { rows } = await check({ malformed_line: 1 }, null)
  const found = rows.find((row) => row.check_name === 'duplicate_payment')
  assert.equal(found?.status, 'WARN')
  assert.equal(found?.issue_count, null)
})

test('quality_report has exactly the columns of the contract, in Snappy', async () => {
  const { parquet } = await check({}, null)
  const { schema, row_groups } = parquetMetadata(parquet)
  assert.deepEqual(
    schema.slice(1).map(({ name }) => name),
    findTable('quality_report').columns.map(({ name }) => name),
  )
  const chunks = row_groups.flatMap(({ columns }) => columns)
  assert.ok(chunks.every((column) => column.meta_data?.codec === 'SNAPPY'))
})
