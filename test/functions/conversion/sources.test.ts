import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import iconv from 'iconv-lite'
import { cardPattern, projectFields } from '../../../functions/conversion/project-fields.ts'
import { readTrailer } from '../../../functions/conversion/read-trailer.ts'
import { countIssues, createRows, rowMacros, viewParsed } from '../../../functions/conversion/row-sql.ts'
import { readRows, withDuckDb } from '../../../functions/runtime/duckdb.ts'
import { findSource } from '../../../hive/choose-source.ts'
import type { Field } from '../../../hive/source.ts'
import { source as contract } from '../../../hive/sources/contract.ts'
import { source as van } from '../../../hive/sources/van-a.ts'
import { convertFile } from './converting.ts'
import { line } from './csv-text.ts'

const key = 'incoming/van-a/day.txt'
const row = (number: number, rest = '') =>
  `D|${String(number).padStart(10, '0')}|202403051234${String(number).padStart(2, '0')}|****-****-****-1234|C|별빛커피|카페|식비|100|0|00|서울${rest}`
const rows = (count: number) => Array.from({ length: count }, (_, index) => row(index + 1))
const file = (...lines: string[]) => iconv.encode(lines.map((line) => `${line}\n`).join(''), 'cp949')

/** A file plain, packed and in ranges: what its checks count must not depend on it. */
async function countsOf(bytes: Buffer) {
  const [plain, ...others] = [
    await convertFile(bytes, { key }),
    await convertFile(gzipSync(bytes), { key }),
    await convertFile(bytes, { key, chunkBytes: 130 }),
  ]
  for (const { counters, rows } of others) {
    assert.deepEqual(counters, plain!.counters)
    assert.deepEqual(rows, plain!.rows)
  }
  const found = Object.entries(plain!.counters.counts).filter(([, count]) => count > 0)
  return { ...plain!.counters, counts: Object.fromEntries(found), staged: plain!.manifest.rows }
}

test('head record and trailer are no rows, blank lines around them neither', async () => {
  const { staged, counts, malformed } = await countsOf(file('', 'H|x', '', ...rows(9), 'T|9|900', '', ''))
  assert.deepEqual({ staged, counts, malformed }, { staged: 9, counts: {}, malformed: 0 })
})

test('a file of head record and trailer alone has no rows', async () => {
  const { staged, counts, warnings } = await countsOf(file('H|x', 'T|0|0'))
  assert.deepEqual({ staged, counts }, { staged: 0, counts: {} })
  assert.deepEqual(warnings, ['the file has no rows'])
})

test('the end of a line is not the end of the file: a missing trailer fails', async () => {
  const { counts, differences } = await countsOf(file('H|x', ...rows(9)))
  assert.deepEqual(counts, { control_total: 1 })
  assert.deepEqual(differences, ['the trailer is missing, the file may be cut off'])
})

for (const end of ['', '\n', '\n\n', '\r\n\r\n', '\n900\n', '\n\x1a'])
  test(`an end without a trailer says so: ${JSON.stringify(end)}`, () => {
    const flaw = 'the trailer is missing, the file may be cut off'
    assert.deepEqual(readTrailer(Buffer.from(end), van.layout), { bytes: 0, totals: { flaw } })
  })

test('a line that looks like the trailer elsewhere is malformed, whatever it holds', async () => {
  const like = row(7).replace('D|', 'T|')
  const { counts, samples } = await countsOf(
    file('H|x', ...rows(4), 'T|9|900', row(5), like, row(6), 'T|8|800'),
  )
  assert.deepEqual(counts, { malformed_line: 2, control_total: 1 })
  assert.deepEqual(
    samples.malformed_line!.map(({ line, reason }) => [line, reason]),
    [
      [6, 'wrong number of fields (3)'],
      [8, 'trailer before the end of the file'],
    ],
  )
})

test('a trailer that counts otherwise fails, and both sides are named', async () => {
  const { counts, differences } = await countsOf(file('H|x', ...rows(9), 'T|10|901'))
  assert.deepEqual(counts, { control_total: 2 })
  assert.deepEqual(differences, [
    'the trailer says 10 rows, the file has 9 rows',
    'the trailer says 901 won, the file has 900 won',
  ])
})

test('a trailer without a number fails', async () => {
  const { differences } = await countsOf(file('H|x', ...rows(2), 'T|two|200'))
  assert.deepEqual(differences, ['field 2 of the trailer is no number of rows'])
})

test('bytes that are not of the declared encoding are malformed, even if they are of another', async () => {
  const utf8 = Buffer.from(`${row(3).replace('별빛커피', '€')}\n`)
  const { counts, samples } = await countsOf(Buffer.concat([file('H|x', ...rows(2)), utf8, file('T|3|200')]))
  assert.deepEqual(counts, { malformed_line: 1 })
  assert.equal(samples.malformed_line![0]!.reason, 'not CP949')
})

test('card numbers in clear are found in every column, also in those that no field is made of', async () => {
  const shown = [
    row(1).replace('별빛커피', '4111-1111-1111-1111'),
    row(2).replace('D|', '4111111111111111|'),
    row(3).replace('****-****-****-1234', '411111******1234'),
  ]
  const { counts, samples, staged } = await countsOf(file('H|x', ...shown, 'T|3|300'))
  assert.deepEqual([counts, staged], [{ unmasked_card: 2 }, 1])
  assert.deepEqual(
    samples.unmasked_card!.map(({ column }) => column),
    ['merchant', 'record_type'],
  )
})

const paid = (number: number, token: string) =>
  `P-${number}\t2024-03-05T03:34:56Z\t${token}\t****-****-****-1234\tCREDIT\t가게\t카페\t식비\t${number}\t0\tPAID\t서울`
const payments = (tokens: readonly string[]) =>
  Buffer.from(
    [
      findSource('pay-c')
        .columns.map(({ name }) => name)
        .join('\t'),
      ...tokens.map((token, at) => paid(at, token)),
    ]
      .map((line) => `${line}\n`)
      .join(''),
  )

test('a token that is or shows a card number is refused, whatever its digits add up to', async () => {
  const refused = [
    '1234567890123',
    '9999999999999999999',
    '１２３４５６７８９０１２３',
    '4111-1111-1111-1111',
    'card 4111111111111111',
  ]
  const { counters, rows } = await convertFile(payments(refused), { key: 'incoming/pay-c/day.txt' })
  assert.deepEqual([counters.counts.unmasked_card, rows], [refused.length, []])
  for (const { column, value } of counters.samples.unmasked_card!) {
    assert.equal(column, 'card_token')
    assert.doesNotMatch(value!, /[0-9]{5}/)
  }
})

test('every other token is kept as it was sent, and an empty one is none', async () => {
  const kept = ['123456789012', '12345678901234567890', 'a4111111111111111b', 'tk', '9f8b2c3d-7a10-4e5f']
  const { counters, rows } = await convertFile(payments([...kept, '']), { key: 'incoming/pay-c/day.txt' })
  assert.equal(counters.counts.unmasked_card, 0)
  assert.deepEqual(
    rows.map(({ card_token }) => card_token),
    [...kept, null],
  )
})

const number = { thousands: ',', decimals: '.', unit: '₩' } as const
const fields: [field: Field, sent: (string | null)[], meant: string | null][] = [
  [{ from: 'a', number }, ['1,234'], '1234'],
  [{ from: 'a', number }, ['₩1,234,567.00'], '1234567'],
  [{ from: 'a', number }, ['-₩ 1,234'], '-1234'],
  [{ from: 'a', number }, ['₩-12'], '-12'],
  [{ from: 'a', number }, ['0007'], '7'],
  [{ from: 'a', number }, ['1.50'], '1.50'],
  [{ from: 'a', number }, ['1,23'], '1,23'],
  [{ from: 'a', number }, ['--1'], '--1'],
  [{ from: 'a', number }, [null], null],
  [{ from: 'a', number: { signBehind: true } }, ['000120-'], '-120'],
  [{ from: 'a', number: { thousands: '.', decimals: ',' } }, ['1.234,00'], '1234'],
  [{ constant: '서울' }, ['x'], '서울'],
  [{ from: 'a', values: { 승인: 'approved' } }, ['승인'], 'approved'],
  [{ from: 'a', values: { 승인: 'approved' } }, ['보류'], '보류'],
  [
    { from: ['a', 'b'], moment: { patterns: ['yyyyMMdd HHmm'], zone: '+09:00' } },
    ['20240305', '0107'],
    '2024-03-05 01:07:00',
  ],
  [{ from: ['a', 'b'], moment: { patterns: ['yyyyMMdd HHmm'], zone: '+09:00' } }, [null, null], null],
  [
    { from: 'a', moment: { patterns: ['dd/MM/yyyy HH:mm:ss'], zone: '+00:00' } },
    ['31/12/2023 15:00:00'],
    '2024-01-01 00:00:00',
  ],
  [
    { from: 'a', moment: { patterns: ['yyyy-MM-dd HH:mm:ss'], zone: '-05:30' } },
    ['2024-02-29 23:00:00'],
    '2024-03-01 13:30:00',
  ],
  [
    { from: 'a', moment: { patterns: ['dd/MM/yyyy HH:mm:ss'], zone: '+00:00' } },
    ['31/02/2024 10:00:00'],
    '2024-02-31 10:00:00',
  ],
  [
    { from: 'a', moment: { patterns: ['yyyyMMddHHmmss'], zone: '+00:00' } },
    ['2024-03-05 10:00:00'],
    'not yyyyMMddHHmmss: 2024-03-05 10:00:00',
  ],
]

test('fields are read in their notation; what does not fit stays as it was sent, or says what it should be', () =>
  withDuckDb(async ({ connection }) => {
    for (const [field, [a = null, b = null], meant] of fields) {
      const select = projectFields({ ...contract, fields: { value: field } }, (column) => column)
      const reader = await connection.runAndReadAll(
        `SELECT ${select} FROM (SELECT $a::VARCHAR AS a, $b::VARCHAR AS b)`,
        { a, b },
      )
      assert.deepEqual(reader.getRowObjects(), [{ value: meant }], JSON.stringify(field))
    }
  }))

test('a column that a source does not have is NULL in its rows, and no issue', () =>
  withDuckDb(async ({ connection }) => {
    const { region: _, ...fields } = contract.fields
    const folder = mkdtempSync(join(tmpdir(), 'sources-'))
    const names = contract.columns.map(({ name }) => name)
    writeFileSync(join(folder, 'a.csv'), `${line({ card_type: '' })}\n`)
    for (const macro of rowMacros) await connection.run(macro)
    const upload = { source: { ...contract, name: 'without', fields }, now: '2025-01-01 00:00:00' }
    const block = { newline: '\n', multiline: false, numbered: false } as const
    await connection.run(createRows(join(folder, 'a.csv'), { ...upload, columns: names }, block))
    await connection.run(viewParsed(block))
    rmSync(folder, { recursive: true })
    const rows = await readRows(connection, 'SELECT merchant, region FROM input')
    assert.deepEqual(rows, [{ merchant: '스타벅스', region: null }])
    const [counts] = await readRows<Record<string, bigint>>(connection, countIssues(upload))
    const found = Object.entries(counts!).filter(([, count]) => count > 0n)
    assert.deepEqual(found, [
      ['null_card_type', 1n],
      ['amount', 4500n],
    ])
  }))

test('only the masks that a source names are taken for masked', () => {
  const pattern = new RegExp(cardPattern(['NNNN-NN**-****-NNNN']))
  assert.ok(pattern.test('****-****-****-1234') && pattern.test('1234-56**-****-7890'))
  for (const card of [
    '1234-567*-****-7890',
    '123456******7890',
    '1234-56**-****-78901',
    '****-****-****-123',
  ])
    assert.ok(!pattern.test(card), card)
})
