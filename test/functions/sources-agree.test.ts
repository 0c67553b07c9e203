import '../faults/environment.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parquetReadObjects } from 'hyparquet'
import { computedTables } from '../../hive/contract.ts'
import { sources } from '../../hive/sources.ts'
import { generateCsv } from '../../local/generate/rows/csv.ts'
import { generateSourceFile } from '../../local/generate/rows/source-file.ts'
import { defaultShape } from '../../local/generate/rows/transactions.ts'
import { Cloud, inputBucket, outputBucket } from '../faults/cloud.ts'

/** `ROWS=100000` compares so many. */
const rows = Number(process.env.ROWS ?? 1500)
const shape = { ...defaultShape, rows }

/** Sends a file through the pipeline; the rows of every table's objects, without the upload they came from. */
async function tablesOf(key: string, blocks: Iterable<Buffer>) {
  const cloud = new Cloud()
  cloud.install()
  await cloud.announce(key, cloud.s3.put(inputBucket, key, Buffer.concat([...blocks])).versionId)
  assert.deepEqual(cloud.s3.keys(outputBucket, '_rejected/'), [])
  const found: Record<string, unknown[]> = {}
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

const transactions = (tables: Record<string, unknown[]>) =>
  Object.entries(tables)
    .filter(([key]) => key.startsWith('partitioned_txn/'))
    .reduce((sum, [, found]) => sum + found.length, 0)

test(`${rows} transactions give the same tables as a contract file and through every other source`, async () => {
  const expected = await tablesOf('incoming/day.csv', generateCsv(shape))
  assert.equal(transactions(expected), rows)
  assert.ok(Object.keys(expected).length > computedTables.length)
  for (const source of carrying) {
    const got = await tablesOf(`${source.prefix}day.txt`, generateSourceFile(source, shape))
    for (const [key, objects] of Object.entries(expected))
      assert.deepEqual(got[key], objects, `${source.name} ${key}`)
    assert.deepEqual(Object.keys(got), Object.keys(expected))
    console.log(
      `${source.name}: ${rows} transactions, ${Object.keys(got).length} objects equal to the contract's`,
    )
  }
})
