import '../../faults/environment.ts'
import './loud-logs.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contractColumnNames } from '../../../hive/input.ts'
import { Cloud, inputBucket, outputBucket } from '../../faults/cloud.ts'
import { file, line } from '../conversion/csv-text.ts'
import { gatherTraces } from './traces.ts'

const numbers = [
  '4111111111111111',
  '5555-5555-5555-4444',
  '3782 822463 10005',
  '3622.720627.1667',
  '4111,1111,1111,1111',
  '４１１１　１１１１　１１１１　１１１１',
]

async function deliver(bytes: Buffer): Promise<{ text: string; rejected: boolean }> {
  const cloud = new Cloud()
  cloud.install()
  const { versionId } = cloud.s3.put(inputBucket, 'incoming/cards.csv', bytes)
  const text = await gatherTraces(cloud, () => cloud.announce('incoming/cards.csv', versionId))
  return { text, rejected: cloud.s3.keys(outputBucket, '_rejected/').length > 0 }
}

const columns = contractColumnNames.filter((name) => !['transaction_date', 'amount'].includes(name))
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
      const { text, rejected } = await deliver(bytes(number))
      assert.ok(rejected)
      const digits = number.replaceAll(/[^0-9０-９]/g, '')
      assert.ok(!text.includes(number) && !text.includes(digits))
    }
  })
