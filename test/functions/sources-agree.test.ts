import '../faults/environment.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parquetReadObjects } from 'hyparquet'
import { computedTables } from '../../hive/contract.ts'
import { inputColumnNames } from '../../hive/input.ts'
import type { Source } from '../../hive/source.ts'
import { source as contract } from '../../hive/sources/contract.ts'
import { sources } from '../../hive/sources.ts'
import { generateCsv } from '../../local/generate/rows/csv.ts'
import { generateSourceFile } from '../../local/generate/rows/source-file.ts'
import { defaultShape } from '../../local/generate/rows/transactions.ts'
import { Cloud, inputBucket, outputBucket } from '../faults/cloud.ts'

/** `ROWS=100000` compares so many. */
const rows = Number(process.env.ROWS ?? 1500)
// more cards than four digits tell apart
const shape = { ...defaultShape, rows, customers: 30_000 }

/** Sends a file through the pipeline; the rows of every table's objects, without the upload they came from. */
async function tablesOf(key: string, blocks: Iterable<Buffer>) {
  const cloud = new Cloud()
  cloud.install()
  await cloud.announce(key, cloud.s3.put(inputBucket, key, Buffer.concat([...blocks])).versionId)
  assert.deepEqual(cloud.s3.keys(outputBucket, '_rejected/'), [])
  const found: Tables = {}
  for (const { name } of computedTables)
    for (const object of cloud.s3.keys(outputBucket, `${name}/`)) {
      const { buffer, byteOffset, length } = Buffer.from(cloud.s3.body(outputBucket, object)!)
      const read = await parquetReadObjects({
        file: buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer,
      })
      found[object] = read.map(({ upload_id: _, ...row }) => row)
    }
  return found
}

/** Sources that send every value of the contract; one with a constant cannot show the same transactions. */
const carrying = sources.filter(
  ({ name, fields }) => name !== 'contract' && Object.values(fields).every((field) => !('constant' in field)),
)

/** Columns that a source may fill otherwise: those that it or the contract does not have, and with tokens the counts of cards. */
const differing = ({ fields }: Source) => [
  ...inputColumnNames.filter((name) => name in fields !== name in contract.fields),
  ...('card_token' in fields ? ['unique_cards', 'unique_customers'] : []),
]

type Tables = Record<string, Record<string, unknown>[]>

const without = (tables: Tables, columns: readonly string[]): Tables =>
  Object.fromEntries(
    Object.entries(tables).map(([key, rows]) => [
      key,
      rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !columns.includes(name)))),
    ]),
  )

/** The distinct cards of the approved rows of each month, counted here and as the table says. */
function checkCards(tables: Tables, card: (row: Record<string, unknown>) => unknown): void {
  const rows = (table: string) =>
    Object.entries(tables).flatMap(([key, found]) => (key.startsWith(`${table}/`) ? found : []))
  const approved = rows('partitioned_txn').filter(({ approval_status }) => approval_status === 'approved')
  const months = Map.groupBy(approved, ({ transaction_date }) => Number(String(transaction_date).slice(5, 7)))
  const trend = rows('monthly_trend')
  assert.equal(trend.length, 12)
  for (const { txn_month, unique_cards } of trend)
    assert.equal(Number(unique_cards), new Set(months.get(Number(txn_month))!.map(card)).size)
}

const transactions = (tables: Tables) =>
  Object.entries(tables)
    .filter(([key]) => key.startsWith('partitioned_txn/'))
    .reduce((sum, [, found]) => sum + found.length, 0)

test(`${rows} transactions give the same tables as a contract file and through every other source`, async () => {
  const expected = await tablesOf('incoming/day.csv', generateCsv(shape))
  assert.equal(transactions(expected), rows)
  assert.ok(Object.keys(expected).length > computedTables.length)
  checkCards(expected, ({ card_no }) => card_no)
  for (const source of carrying) {
    const got = await tablesOf(`${source.prefix}day.txt`, generateSourceFile(source, shape))
    const aside = differing(source)
    const theirs = without(got, aside)
    for (const [key, objects] of Object.entries(without(expected, aside)))
      assert.deepEqual(theirs[key], objects, `${source.name} ${key}`)
    assert.deepEqual(Object.keys(got), Object.keys(expected))
    if ('card_token' in source.fields) checkCards(got, ({ card_token }) => card_token)
    console.log(
      `${source.name}: ${rows} transactions, ${Object.keys(got).length} objects equal to the contract's${aside.length > 0 ? `, ${aside.join(', ')} aside` : ''}`,
    )
  }
})
