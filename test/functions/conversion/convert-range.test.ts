import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { emptyResult } from '../../../functions/conversion/chunk-result.ts'
import { convertRange } from '../../../functions/conversion/convert-range.ts'
import { convertFile, formatOf, someUpload } from './converting.ts'
import { file, goodRow, header, line, lines } from './csv-text.ts'

test('a plain file becomes typed rows per month', async () => {
  const { manifest, counters, rows } = await convertFile(
    file([line(), line({ transaction_id: 'T2', transaction_date: '2023-12-31 23:59:59', amount: '100' })]),
  )
  assert.deepEqual(rows[0], {
    ...goodRow,
    amount: '4500',
    installment_months: 0,
    txn_date: '2024-03-05',
    txn_hour: 12,
    upload_id: 'day-0123456789abcdef',
    card_token: null,
  })
  assert.deepEqual(manifest.months['2023-12']?.files, [
    '_staging/day-0123456789abcdef/run/txn_year=2023/txn_month=12/00001.parquet',
  ])
  assert.equal(manifest.rows, 2)
  assert.equal(manifest.amount, 4600)
  assert.deepEqual(counters, {
    rows: 2,
    malformed: 0,
    cp949: 0,
    counts: emptyResult('').counts,
    samples: {},
    warnings: [],
  })
})

test('a file over more months than files are kept open has one staged file a month', async () => {
  const months = Array.from({ length: 300 }, (_, index) => {
    const month = `${2000 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`
    return [1, 2].map((day) =>
      line({ transaction_id: `${month}-${day}`, transaction_date: `${month}-0${day} 10:00:00` }),
    )
  })
  const { manifest, rows } = await convertFile(file(months.flat()))
  assert.equal(rows.length, 600)
  assert.deepEqual(
    Object.values(manifest.months).map(({ rows, files }) => [rows, files.length]),
    months.map(() => [2, 1]),
  )
})

test('a leap year by day has one staged file a day, each with its rows', async () => {
  const days = Array.from({ length: 366 }, (_, index) => {
    const day = new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10)
    return { day, line: line({ transaction_id: day, transaction_date: `${day} 10:00:00` }) }
  })
  const { manifest, rows } = await convertFile(file(days.map((each) => each.line)), { grain: 'day' })
  assert.equal(rows.length, 366)
  assert.deepEqual(
    Object.entries(manifest.months).map(([unit, { rows, files }]) => [unit, rows, files.length]),
    days.map(({ day }) => [day, 1, 1]),
  )
  assert.deepEqual(manifest.months['2024-02-29']?.files, [
    '_staging/day-0123456789abcdef/run/txn_year=2024/txn_month=2/txn_day=29/00001.parquet',
  ])
})

test('chunks and blocks of any size give the same rows and counts', async () => {
  const text = file([...lines(300), 'cut,line', ...lines(50, 400)])
  const whole = await convertFile(text)
  assert.deepEqual(whole.counters.samples.malformed_line, [
    { line: 302, reason: 'wrong number of fields (2)', value: 'cut,line' },
  ])
  for (const sizes of [{ chunkBytes: 777 }, { blockBytes: 1 }, { chunkBytes: 5000, blockBytes: 100 }]) {
    const { rows, counters, manifest } = await convertFile(text, sizes)
    assert.deepEqual(rows, whole.rows)
    assert.deepEqual(counters, whole.counters)
    assert.equal(manifest.rows, whole.manifest.rows)
  }
})

test('duplicates are shown with their lines, across chunks, blank and malformed lines', async () => {
  const rows = lines(20)
  const text = file([...rows.slice(0, 10), '', 'wrong', ...rows.slice(10), rows[3]!, rows[3]!])
  for (const sizes of [{}, { chunkBytes: 700 }]) {
    const { found } = await convertFile(text, sizes)
    assert.deepEqual(found, {
      counts: { duplicate_transaction_id: 1, duplicate_payment: 1 },
      samples: {
        duplicate_transaction_id: [{ line: 5, value: 'T0004', reason: '3 times, last in line 25' }],
        duplicate_payment: [
          {
            line: 5,
            value: 'T0004, 2024-03-04 10:00:00, 4500, 스타벅스',
            reason: '3 times, last in line 25',
          },
        ],
      },
    })
  }
})

test('a byte order mark before a record is no part of it, wherever a range or block begins', async () => {
  const rows = lines(60).map((row, index) => (index % 3 === 0 ? `"${row.replace(',', '",')}` : row))
  const text = Buffer.from([header, ...rows].map((row) => `\ufeff${row}\n`).join(''))
  for (const sizes of [{}, { chunkBytes: 500 }, { blockBytes: 1 }, { chunkBytes: 3000, blockBytes: 200 }]) {
    const { rows: found, counters } = await convertFile(text, sizes)
    assert.equal(Math.max(...Object.values(counters.counts)), 0)
    assert.deepEqual(
      found.map((row) => row.transaction_id),
      lines(60).map((row) => row.slice(0, 5)),
    )
  }
})

test('what people see as blank is null, and other values keep their invisible characters', async () => {
  const blank = [
    '\u3000',
    '\u00a0\u00a0',
    '\u200b',
    '"\n"',
    '" \r\n\t"',
    '\u3164',
    '\u2800\ufeff',
    '\u0085',
    'NULL',
  ]
  const kept = ['\u3000가게', '가게\u200b', '.', '-', '\u00b7', '힣힣', '~~~~~', 'é']
  const text = file(
    [...blank, ...kept].map((merchant, index) => line({ transaction_id: `T${100 + index}`, merchant })),
  )
  const { counters, rows } = await convertFile(text)
  assert.deepEqual(
    Object.entries(counters.counts).filter(([, count]) => count > 0),
    [['null_merchant', blank.length]],
  )
  assert.deepEqual(
    rows.map(({ merchant }) => merchant),
    [...blank.map(() => null), ...kept],
  )
})

test('a message names the characters that cannot be seen', async () => {
  const regions = ['서울\ufeff', '\u00a0서울', '서울'.normalize('NFD')]
  const { counters } = await convertFile(
    file(regions.map((region, index) => line({ transaction_id: `T${index}`, region }))),
  )
  assert.deepEqual(
    counters.samples.domain_region?.map(({ value }) => value),
    ['서울[U+FEFF]', '[U+00A0]서울', `${'서울'.normalize('NFD')} [decomposed (NFD)]`],
  )
})

test('when the hash fails, the call ends after the conversion; when that fails, the hash ends', async () => {
  const bytes = file(lines(40))
  const upload = someUpload(bytes.length)
  const format = { ...(await formatOf(bytes, upload)), announced: { sha256: 'a'.repeat(64) } }
  const chunk = { name: '00001', start: format.headerBytes, end: bytes.length }
  const convert = (hash: AsyncIterable<Uint8Array>, rows: AsyncIterable<Uint8Array>, saved: string[] = []) =>
    convertRange(
      { execution: 'run', upload, format, chunk },
      {
        open: async (start) => Readable.from(start === 0 ? hash : rows),
        save: async (files) => {
          saved.push(...files.map(({ key }) => key))
          return saved
        },
      },
    )
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(0, 1)
    throw new Error('the line is dead')
  }
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      await setImmediate()
      yield bytes.subarray(0, 1)
    }
  }
  async function* rows(): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(chunk.start)
  }
  const saved: string[] = []
  await assert.rejects(convert(broken(), rows(), saved), /the line is dead/)
  assert.equal(saved.length, 1)
  await assert.rejects(convert(endless(), broken()), /the line is dead/)
})
