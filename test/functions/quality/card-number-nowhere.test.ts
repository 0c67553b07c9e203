import '../../faults/environment.ts'
import './loud-logs.ts'
import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { parquetReadObjects } from 'hyparquet'
import { inputColumnNames } from '../../../hive/input.ts'
import { Cloud, outputBucket } from '../../faults/cloud.ts'
import { file, line } from '../conversion/csv-text.ts'

const numbers = [
  '4111111111111111',
  '5555-5555-5555-4444',
  '3782 822463 10005',
  '3622.720627.1667',
  '4111,1111,1111,1111',
  '４１１１　１１１１　１１１１　１１１１',
]

/** Everything that an upload leaves behind: objects and their keys, states, messages, log lines. */
async function traces(bytes: Buffer): Promise<{ text: string; rejected: boolean }> {
  const cloud = new Cloud()
  cloud.install()
  const logged: string[] = []
  const pass = process.stdout.write.bind(process.stdout)
  // the test runner writes there too, and no JSON
  const write = mock.method(process.stdout, 'write', (text: string | Uint8Array) => {
    return typeof text === 'string' && text.startsWith('{') ? logged.push(text) > 0 : pass(text)
  })
  try {
    const { versionId } = cloud.s3.put('card-pipeline-input-local', 'incoming/cards.csv', bytes)
    await cloud.announce('incoming/cards.csv', versionId)
  } finally {
    write.mock.restore()
  }
  const keys = cloud.s3.keys(outputBucket)
  const objects = await Promise.all(keys.map((key) => readable(cloud.s3.body(outputBucket, key)!)))
  assert.ok(logged.length > 0, 'nothing was logged')
  const states = [...cloud.runs.values()].map(({ input }) => JSON.stringify(input))
  const rejected = keys.some((key) => key.startsWith('_rejected/'))
  return { text: [...keys, ...objects, ...states, ...cloud.messages, ...logged].join('\n'), rejected }
}

async function readable(body: Buffer): Promise<string> {
  if (body.toString('latin1', 0, 4) !== 'PAR1') return body.toString()
  const parquet = body.buffer.slice(body.byteOffset, body.byteOffset + body.length) as ArrayBuffer
  const rows = await parquetReadObjects({ file: parquet })
  return JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value))
}

const columns = inputColumnNames.filter((name) => !['transaction_date', 'amount'].includes(name))
const places: [name: string, bytes: (number: string) => Buffer][] = [
  ...columns.map((column): [string, (number: string) => Buffer] => [
    column,
    (number) => file([line({ [column]: `"${number}"` })]),
  ]),
  [
    'an extra column',
    (number) =>
      Buffer.from(
        file([`${line()},${number}`])
          .toString()
          .replace('region\n', 'region,memo\n'),
      ),
  ],
  ['a malformed line', (number) => file([line(), `too,few,${number}`])],
  ['a line with a broken quote', (number) => file([line(), line({ merchant: `"${number}` })])],
  ['a date', (number) => file([line({ transaction_date: number })])],
  ['an amount', (number) => file([line({ amount: number })])],
  ['the name of a column', (number) => Buffer.from(file([line()]).toString().replace('region', number))],
  [
    'the name of an extra column',
    (number) =>
      Buffer.from(
        file([`${line({ amount: '-1' })},x`])
          .toString()
          .replace('region\n', `region,${number}\n`),
      ),
  ],
]

for (const [name, bytes] of places)
  test(`a card number in ${name} is rejected and nowhere in clear`, async () => {
    for (const number of numbers) {
      const { text, rejected } = await traces(bytes(number))
      assert.ok(rejected)
      const digits = number.replaceAll(/[^0-9０-９]/g, '')
      assert.ok(!text.includes(number) && !text.includes(digits))
    }
  })
