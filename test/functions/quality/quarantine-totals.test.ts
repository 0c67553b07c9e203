import '../../faults/environment.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parquetReadObjects } from 'hyparquet'
import { contractColumnNames } from '../../../hive/input.ts'
import { policy } from '../../../hive/policy.ts'
import { defaultShape, generateRows } from '../../../local/generate/rows/transactions.ts'

Object.assign(policy, { checks: { card_format: 'quarantine' } })
// what follows the policy is imported after it was changed
const { Cloud, inputBucket, outputBucket } = await import('../../faults/cloud.ts')
const { runOnSpark } = await import('../../faults/emr/run-on-spark.ts')

/** `ROWS=1000000` takes so many, of which 37 are bad. */
const rows = Number(process.env.ROWS ?? 4000)
/** `SPARK=on` gives what is heavy to real Spark; otherwise DuckDB runs the clusters' scripts. */
const spark = process.env.SPARK === 'on'
const bad = 37
const place = (name: string) => contractColumnNames.indexOf(name)

/** A file with bad cards spread over it, the lines they are in, and what all other rows come to. */
function writeFile() {
  const every = Math.floor(rows / bad)
  const texts = [contractColumnNames.join(',')]
  const expected = { lines: [] as bigint[], rows: 0, amount: 0, approved: 0 }
  let index = 0
  for (const row of generateRows({ ...defaultShape, rows })) {
    if (index++ % every === 0 && expected.lines.length < bad) {
      row[place('card_no')] = '1234-****-****-****'
      expected.lines.push(BigInt(index + 1))
    } else {
      const amount = Number(row[place('amount')])
      expected.rows++
      expected.amount += amount
      if (row[place('approval_status')] === 'approved') expected.approved += amount
    }
    texts.push(row.join(','))
  }
  return { bytes: Buffer.from(`${texts.join('\n')}\n`), expected }
}

const engines = {
  'on Lambda': { EMR: 'off', HEAVY_ROWS: '5000000' },
  // months are light; the checks over all rows and the years are heavy
  [`on a cluster of ${spark ? 'Spark' : 'DuckDB'}`]: { EMR: 'on', HEAVY_ROWS: String(rows * 0.9) },
}

for (const [engine, settings] of Object.entries(engines))
  test(`${engine}: of ${rows} rows ${bad} bad ones are kept apart with line and reason, and every total is that of the others`, () =>
    keepApart(engine, settings))

async function keepApart(engine: string, settings: Record<string, string>): Promise<void> {
  Object.assign(process.env, settings)
  const { bytes, expected } = writeFile()
  const cloud = new Cloud(undefined, undefined, spark ? runOnSpark : undefined)
  cloud.install()
  const key = 'incoming/day.csv'
  await cloud.announce(key, cloud.s3.put(inputBucket, key, bytes).versionId)
  const read = async (prefix: string, look: (row: Record<string, unknown>) => void) => {
    for (const object of cloud.s3.keys(outputBucket, prefix)) {
      const { buffer, byteOffset, length } = Buffer.from(cloud.s3.body(outputBucket, object)!)
      const file = buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer
      for (const row of await parquetReadObjects({ file })) look(row)
    }
  }
  const steps = cloud.emr.stepNames().length
  assert.equal(steps > 0, settings.EMR === 'on')
  const kept: Record<string, unknown>[] = []
  await read('quarantined_txn/', (row) => kept.push(row))
  assert.deepEqual(
    kept.map(({ line, check_name, column_name, detail }) => [line, check_name, column_name, detail]),
    expected.lines.map((line) => [line, 'card_format', 'card_no', '1234-****-****-****']),
  )
  const published = { rows: 0, amount: 0 }
  await read('partitioned_txn/', ({ amount }) => {
    published.rows++
    published.amount += Number(amount)
  })
  assert.deepEqual(published, { rows: expected.rows, amount: expected.amount })
  for (const table of ['daily_summary/', 'monthly_trend/', 'quarterly/card_type/', 'hourly_pattern/']) {
    let total = 0
    await read(table, ({ total_amount }) => {
      total += Number(total_amount)
    })
    assert.equal(total, expected.approved, table)
  }
  console.log(
    `${engine}: ${rows} rows, ${steps} steps: ${published.rows} published, ${kept.length} quarantined, ${published.amount} won as expected`,
  )
}
