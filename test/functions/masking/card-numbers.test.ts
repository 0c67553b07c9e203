import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cardSuspicion, showsCardInToken, showsCardNumber } from '../../../functions/masking/card-numbers.ts'
import { maskDigits } from '../../../functions/masking/masking.ts'
import { readRows, withDuckDb } from '../../../functions/runtime/duckdb.ts'
import { checkDigit } from '../../../local/generate/dirty/card-number.ts'
import { randomStream } from '../../../local/generate/rows/random.ts'

// numbers that the networks publish for testing
const cases: [name: string, text: string, shows: boolean][] = [
  ['Visa, contiguous', '4111111111111111', true],
  ['Visa in groups, hyphens', '4111-1111-1111-1111', true],
  ['Visa in groups, spaces', '4111 1111 1111 1111', true],
  ['Visa of 13 digits', '4222222222222', true],
  ['Visa of 19 digits', '4000000000000000006', true],
  ['Mastercard', '5555555555554444', true],
  ['Mastercard of the 2 range', '2223003122003222', true],
  ['American Express', '378282246310005', true],
  ['American Express, 4-6-5', '3782 822463 10005', true],
  ['Diners, 4-6-4', '3622 720627 1667', true],
  ['JCB', '3530111333300000', true],
  ['UnionPay', '6212345678900000003', true],
  ['Discover', '6011111111111117', true],
  ['Diners', '36227206271667', true],
  ['for use in Korea alone', `940911000000000${checkDigit('940911000000000')}`, true],
  ['inside a text', '결제 4111111111111111번 카드', true],
  ['before an expiry date', '4111 1111 1111 1111 12', true],
  ['after a shorter number', '12 4111 1111 1111 1111', true],
  ['groups of another size', '41-1111-1111-1111-11', true],
  ['two separators', '4111--1111--1111--1111', true],
  ['dots', '4111.1111.1111.1111', true],
  ['slashes', '4111/1111/1111/1111', true],
  ['underscores', '4111_1111_1111_1111', true],
  ['commas', '4111,1111,1111,1111', true],
  ['tabs', '4111\t1111\t1111\t1111', true],
  ['line feeds', '4111\n1111\r\n1111\n1111', true],
  ['no-break spaces', '4111\u00a01111\u00a01111\u00a01111', true],
  ['en dashes', '4111–1111–1111–1111', true],
  ['two spaces', '4111  1111  1111  1111', true],
  ['zero-width spaces', '41\u200b11111111\u200b111111', true],
  ['Hangul fillers, which show nothing', '4111\u31641111\u31641111\u31641111', true],
  ['digit by digit', '4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1', true],
  ['8 and 8', '41111111 11111111', true],
  ['full-width digits', '４１１１１１１１１１１１１１１１', true],
  ['Arabic-Indic digits', '٤١١١١١١١١١١١١١١١', true],
  ['Luhn sum is wrong', '4111111111111112', false],
  ['no network', '1234567890123452', false],
  ['Visa has no 15 digits', `41111111111111${checkDigit('41111111111111')}`, false],
  ['12 digits', '411111111111', false],
  ['20 digits', '41111111111111110000', false],
  ['masked', '****-****-****-1111', false],
  ['a resident number, 6-7', '421111-1111118', false],
  ['letters between', '4111x1111x1111x1111', false],
  ['a date and time', '2024-03-05 12:34:56', false],
]

for (const [name, text, shows] of cases)
  test(`card number: ${name}`, () => assert.equal(showsCardNumber(text), shows))

/** First digits and lengths of the networks, as they publish them. */
const networks = [
  { first: '4', lengths: [13, 16, 19] },
  { first: '51', lengths: [16] },
  { first: '2720', lengths: [16] },
  { first: '34', lengths: [15] },
  { first: '37', lengths: [15] },
  { first: '305', lengths: [14] },
  { first: '38', lengths: [14, 16, 19] },
  { first: '3528', lengths: [16, 19] },
  { first: '6212', lengths: [16, 17, 18, 19] },
  { first: '6011', lengths: [16, 19] },
  { first: '5018', lengths: [13, 16, 19] },
  { first: '6759', lengths: [13, 16, 19] },
  { first: '9410', lengths: [16] },
]

const cardNumber = fc.constantFrom(...networks).chain(({ first, lengths }) =>
  fc.constantFrom(...lengths).chain((length) =>
    fc
      .array(fc.integer({ min: 0, max: 9 }), {
        minLength: length - first.length - 1,
        maxLength: length - first.length - 1,
      })
      .map((rest) => first + rest.join(''))
      .map((digits) => digits + checkDigit(digits)),
  ),
)

const between = fc.string({
  unit: fc.constantFrom(...' -._/,;:|\t\n\r\u00a0\u2013\u2014\u3000\u200b·~()[]"\'+#*'.split('')),
  minLength: 1,
  maxLength: 4,
})
const zeros = ['0', '０', '٠', '۰', '०', '০', '๐', '𝟎', '𝟘'].map((zero) => zero.codePointAt(0)!)

/** A number as somebody may write it: grouped, with anything but letters between, in the digits of any script. */
const spelled = fc
  .record({
    digits: cardNumber,
    size: fc.constantFrom(1, 2, 3, 4, 5, 6, 8, 10, 19),
    free: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 19, maxLength: 19 }),
    freely: fc.boolean(),
    separator: fc.array(between, { minLength: 19, maxLength: 19 }),
    zero: fc.constantFrom(...zeros),
    before: fc.constantFrom('', '카드 ', 'card no. ', 'x'),
    after: fc.constantFrom('', ' 번', 'x', ' (유효)'),
  })
  .map(({ digits, size, free, freely, separator, zero, before, after }) => {
    // of 13 and 14 digits some groups are those of account and resident numbers
    const sizes = freely && digits.length >= 15 ? free : free.map(() => size)
    let written = ''
    for (let at = 0, group = 0; at < digits.length; group++) {
      const part = digits.slice(at, at + sizes[group]!)
      written += (at > 0 ? separator[group]! : '') + part
      at += part.length
    }
    const inScript = written.replace(/[0-9]/g, (digit) => String.fromCodePoint(zero + Number(digit)))
    return { digits, text: before + inScript + after }
  })

const plainDigits = (text: string) =>
  [...text]
    .map((character) => {
      const zero = zeros.find(
        (each) => character.codePointAt(0)! >= each && character.codePointAt(0)! < each + 10,
      )
      return zero === undefined ? '' : String(character.codePointAt(0)! - zero)
    })
    .join('')

test('a card number is seen and masked however it is spelled', () => {
  fc.assert(
    fc.property(spelled, ({ digits, text }) => {
      assert.ok(showsCardNumber(text))
      const masked = maskDigits(text)
      assert.ok(!showsCardNumber(masked))
      assert.equal(plainDigits(masked), digits.slice(-4))
    }),
    { numRuns: 2000 },
  )
})

test('DuckDB suspects every value that shows a card number', async () => {
  const texts = fc.sample(spelled, 2000).map(({ text }) => text)
  await withDuckDb(async ({ connection }) => {
    const quoted = texts.map((text) => `('${text.replaceAll("'", "''")}')`)
    const missed = await readRows(
      connection,
      `SELECT x FROM (VALUES ${quoted.join(', ')}) AS texts(x) WHERE strlen(x) < 13 OR NOT regexp_matches(x, '${cardSuspicion}')`,
    )
    assert.deepEqual(missed, [])
  })
})

test("DuckDB suspects every number of Unicode's, and no letter of Hangul", async () => {
  const points = Array.from({ length: 0x110000 }, (_, point) => point).slice(0x80)
  const found = (pattern: RegExp) => points.filter((point) => pattern.test(String.fromCodePoint(point)))
  const suspected = (wanted: number[]) =>
    withDuckDb(async ({ connection }) => {
      const sql = `SELECT COUNT(*) AS rows FROM (SELECT UNNEST([${wanted.join(', ')}]::INTEGER[]) AS point)
        WHERE regexp_matches(chr(point), '${cardSuspicion}')`
      return Number((await readRows<{ rows: bigint }>(connection, sql))[0]!.rows)
    })
  const numbers = found(/\p{N}/u)
  assert.ok(numbers.length > 1800)
  assert.equal(await suspected(numbers), numbers.length)
  assert.equal(await suspected(found(/(?=\p{Script=Hangul})\p{L}/u)), 0)
})

/** Numbers of Korean life that are no card numbers: `0` stands for any digit. */
const harmless = [
  '000000000000',
  '00000000000',
  'T000000000000',
  'TXN20240000000000',
  '010-0000-0000',
  '01000000000',
  '02-000-0000',
  '+82-10-0000-0000',
  '1588-0000',
  '110-000-000000',
  '1002-000-000000',
  '000000-00-000000',
  '301-0000-0000-00',
  '000-000000-00-000',
  '000-000000-00000',
  '3333-00-0000000',
  '000-00-00000',
  '000000-0000000',
]
/** How many of them are tried: a million with FALSE_ALARMS=1000000. */
const tries = Number(process.env.FALSE_ALARMS ?? 20_000)

test(`no false alarm in ${tries} tokens`, () => {
  const random = randomStream(1, 'tokens')
  const alphabets = ['0123456789abcdef', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789']
  const token = (index: number) =>
    (index % 3 === 0
      ? '00000000-0000-0000-0000-000000000000'
      : '0'.repeat(index % 3 === 1 ? 32 : 20)
    ).replace(/0/g, () => alphabets[index % 2]![Math.floor(random() * alphabets[index % 2]!.length)]!)
  const alarms = Array.from({ length: tries }, (_, index) => token(index)).filter(showsCardInToken)
  assert.deepEqual(alarms, [])
})

test(`no false alarm in ${tries} ids, phone and account numbers`, () => {
  const random = randomStream(1, 'harmless')
  const alarms = Array.from({ length: tries }, (_, index) =>
    harmless[index % harmless.length]!.replace(/0/g, () => String(Math.floor(random() * 10))),
  ).filter(showsCardNumber)
  assert.deepEqual(alarms, [])
})
