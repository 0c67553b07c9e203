import assert from 'node:assert/strict'
import { test } from 'node:test'
import { convertFile } from './converting.ts'
import { file, header, line, type Row } from './csv-text.ts'

/** One row with this fault among good ones: the checks that count it, and what they show. */
const cases: [name: string, row: Row, found: Record<string, { column: string; value?: string }>][] = [
  ['empty', { merchant: '' }, { null_merchant: { column: 'merchant' } }],
  ['blank', { merchant: '  ' }, { null_merchant: { column: 'merchant' } }],
  ['quoted and empty', { merchant: '""' }, { null_merchant: { column: 'merchant' } }],
  ['the text null', { region: 'NULL' }, { null_region: { column: 'region' } }],
  ['a null amount counts once', { amount: 'null' }, { null_amount: { column: 'amount' } }],
  ['negative', { amount: '-1' }, { amount_negative: { column: 'amount', value: '-1' } }],
  ['large', { amount: '10000001' }, { amount_large: { column: 'amount', value: '10000001' } }],
  [
    'a byte order mark before the value',
    { region: '\ufeff서울' },
    { domain_region: { column: 'region', value: '[U+FEFF]서울' } },
  ],
  ['id with a blank', { transaction_id: 'T1 ' }, { id_spelling: { column: 'transaction_id', value: 'T1 ' } }],
  [
    'id with a line feed',
    { transaction_id: '"T1\n"' },
    { id_spelling: { column: 'transaction_id', value: 'T1[U+000A]' } },
  ],
  [
    'id with a byte order mark in quotes',
    { transaction_id: '"\ufeffT1"' },
    { id_spelling: { column: 'transaction_id', value: '[U+FEFF]T1' } },
  ],
  [
    'id with decomposed letters',
    { transaction_id: '가1'.normalize('NFD') },
    { id_spelling: { column: 'transaction_id', value: `${'가1'.normalize('NFD')} [decomposed (NFD)]` } },
  ],
  [
    'id with a no-break space inside',
    { transaction_id: 'T\u00a01' },
    { id_spelling: { column: 'transaction_id', value: 'T[U+00A0]1' } },
  ],
  ['zero', { amount: '0' }, { amount_zero: { column: 'amount', value: '0' } }],
  ['thousands', { amount: '"12,000"' }, { number_format: { column: 'amount', value: '12,000' } }],
  ['exponent', { amount: '1e5' }, { number_format: { column: 'amount', value: '1e5' } }],
  ['fraction', { amount: '12.5' }, { number_format: { column: 'amount', value: '12.5' } }],
  ['blank before', { amount: ' 12' }, { number_format: { column: 'amount', value: ' 12' } }],
  ['hexadecimal', { amount: '0x10' }, { number_format: { column: 'amount', value: '0x10' } }],
  [
    'beyond 64 bits',
    { amount: '9223372036854775808' },
    { number_format: { column: 'amount', value: '***************5808' } },
  ],
  [
    'months no integer',
    { installment_months: '3.0' },
    { number_format: { column: 'installment_months', value: '3.0' } },
  ],
  [
    '30 February',
    { transaction_date: '2024-02-30 10:00:00' },
    { date_invalid: { column: 'transaction_date', value: '2024-02-30 10:00:00' } },
  ],
  [
    '24 hours',
    { transaction_date: '2024-02-01 24:00:00' },
    { date_invalid: { column: 'transaction_date', value: '2024-02-01 24:00:00' } },
  ],
  [
    'year 0000',
    { transaction_date: '0000-01-01 00:00:00' },
    { date_invalid: { column: 'transaction_date', value: '0000-01-01 00:00:00' } },
  ],
  [
    'before the years read',
    { transaction_date: '1999-12-31 23:59:59' },
    { date_invalid: { column: 'transaction_date', value: '1999-12-31 23:59:59' } },
  ],
  [
    'another notation',
    { transaction_date: '2024-02-01T10:00:00' },
    { date_invalid: { column: 'transaction_date', value: '2024-02-01T10:00:00' } },
  ],
  [
    'a second after the upload',
    { transaction_date: '2025-06-01 12:00:01' },
    { date_future: { column: 'transaction_date', value: '2025-06-01 12:00:01' } },
  ],
  ['unknown category', { category: '간식' }, { domain_category: { column: 'category', value: '간식' } }],
  [
    'unknown card type',
    { card_type: '신용 ' },
    { domain_card_type: { column: 'card_type', value: '신용 ' } },
  ],
  [
    'unknown status',
    { approval_status: 'Approved' },
    { domain_approval_status: { column: 'approval_status', value: 'Approved' } },
  ],
  ['unknown region', { region: '서울시' }, { domain_region: { column: 'region', value: '서울시' } }],
  [
    'card of three digits',
    { card_no: '****-****-****-123' },
    { card_format: { column: 'card_no', value: '****-****-****-123' } },
  ],
  [
    'card in clear',
    { card_no: '4111-1111-1111-1111' },
    {
      card_format: { column: 'card_no', value: '****-****-****-1111' },
      unmasked_card: { column: 'card_no', value: '****-****-****-1111' },
    },
  ],
  [
    'card in a merchant',
    { merchant: 'GS25 4111111111111111' },
    { unmasked_card: { column: 'merchant', value: 'GS25 ************1111' } },
  ],
  [
    'card in an id, in groups',
    { transaction_id: '4111 1111 1111 1111' },
    { unmasked_card: { column: 'transaction_id', value: '**** **** **** 1111' } },
  ],
  [
    'card as an id',
    { transaction_id: '4111111111111111' },
    { unmasked_card: { column: 'transaction_id', value: '************1111' } },
  ],
  ['16 digits as an id', { transaction_id: '1111111111111111' }, {}],
  ['spreadsheet formula', { merchant: `"=HYPERLINK(""x"",""y"")"` }, {}],
]

const good = (id: string, seconds: string): string =>
  line({ transaction_id: id, transaction_date: `2024-01-01 00:00:${seconds}` })

for (const [name, row, found] of cases)
  test(`row by row: ${name}`, async () => {
    const { counters } = await convertFile(file([good('A', '01'), line(row), good('B', '02')]))
    const expected = Object.entries(found).map(([check, sample]) => [check, [{ line: 3, ...sample }]])
    assert.deepEqual(counters.samples, Object.fromEntries(expected))
    const counted = Object.entries(counters.counts).filter(([, count]) => count > 0)
    assert.deepEqual(new Map(counted), new Map(Object.keys(found).map((check) => [check, 1])))
  })

test('a card number in an extra column is found, and the column named', async () => {
  const text = file([`${line()},4111111111111111`])
    .toString()
    .replace(`${header}\n`, `${header},memo\n`)
  const { counters } = await convertFile(Buffer.from(text))
  assert.deepEqual(counters.samples.unmasked_card, [{ line: 2, column: 'memo', value: '************1111' }])
})

test('more than 20 issues show the first 20', async () => {
  const rows = Array.from({ length: 30 }, (_, index) => line({ transaction_id: `T${index}`, amount: '-5' }))
  const { counters } = await convertFile(file(rows), { chunkBytes: 700 })
  assert.equal(counters.counts.amount_negative, 30)
  assert.deepEqual(
    counters.samples.amount_negative!.map((sample) => sample.line),
    Array.from({ length: 20 }, (_, index) => index + 2),
  )
})
