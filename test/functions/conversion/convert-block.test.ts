import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { convertRows } from '../../../functions/conversion/convert-rows.ts'
import { convertWhole } from '../../../functions/conversion/convert-whole.ts'
import { dialectOf } from '../../../functions/conversion/dialect.ts'
import { type RecordBlock, readBlocks } from '../../../functions/conversion/record-blocks.ts'
import { rowMacros } from '../../../functions/conversion/row-sql.ts'
import type { ConvertedBlock } from '../../../functions/conversion/unit-files.ts'
import { inspectHead } from '../../../functions/reception/inspect-head.ts'
import { type DuckDbSession, withDuckDb } from '../../../functions/runtime/duckdb.ts'
import { findSource } from '../../../hive/choose-source.ts'
import { generateDirtyCsv } from '../../../local/generate/dirty/dirty-csv.ts'
import { dirtyKinds } from '../../../local/generate/dirty/kinds.ts'
import { defaultShape } from '../../../local/generate/rows/transactions.ts'
import { file, line } from './csv-text.ts'
import { mutateFile } from './mutated-file.ts'

let session: DuckDbSession
let end: () => void
const ended = new Promise<void>((resolve) => {
  end = resolve
})
let closed: Promise<void>

before(
  () =>
    new Promise<void>((opened) => {
      closed = withDuckDb(async (each) => {
        session = each
        for (const macro of rowMacros) await session.connection.run(macro)
        opened()
        await ended
      })
    }),
)
after(async () => {
  end()
  await closed
})

/** The first block of a file of the contract, or null when the file is refused at once or has no rows. */
async function readBlock(bytes: Buffer): Promise<{ block: RecordBlock; columns: string[] } | null> {
  const verdict = inspectHead(bytes, bytes.length)
  if ('problem' in verdict || verdict.format.compression === 'gzip') return null
  const { columns, headerBytes } = verdict.format
  const options = {
    fields: columns.length,
    lineBytes: 65_536,
    sampleLimit: 20,
    blockBytes: bytes.length,
    position: headerBytes,
    end: bytes.length,
    midLine: false,
    reachesEnd: true,
    dialect: dialectOf(findSource('contract').layout),
  }
  const source = async function* () {
    yield bytes.subarray(headerBytes)
  }
  for await (const block of readBlocks(source(), options, { first: null, next: null, lines: 7 }))
    if (block.rows > 0)
      return { block: { ...block, csv: Buffer.from(block.csv), bytes: Buffer.from(block.bytes) }, columns }
  return null
}

type Way = (...args: Parameters<typeof convertRows>) => Promise<ConvertedBlock | null>

/** What a way makes of a block, with the bytes of its files. */
async function convertBy(way: Way, block: RecordBlock, columns: string[]) {
  const path = join(session.folder, 'block.csv')
  writeFileSync(path, block.csv)
  const converted = await way(session, path, block, {
    upload: 'day-0123456789abcdef',
    source: findSource('contract'),
    columns,
    now: '2025-06-01 12:00:00',
    grain: 'month',
  })
  if (!converted) return null
  const units = converted.units.map(({ path, ...unit }) => ({ ...unit, bytes: readFileSync(path) }))
  return { ...converted, units }
}

/** Converts a file both ways, which must tell the same; which of them conversion takes. */
async function compareWays(bytes: Buffer): Promise<'whole' | 'rows' | 'none'> {
  const read = await readBlock(bytes)
  if (!read) return 'none'
  const { block, columns } = read
  const whole = await convertBy(convertWhole, block, columns)
  const rows = await convertBy(convertRows, block, columns)
  if (!whole) return 'rows'
  assert.deepEqual(whole, rows)
  return 'whole'
}

test('a block tells the same whole and row by row, whatever kind of dirty file it is of', async (t) => {
  const ways: Record<string, string[]> = { whole: [], rows: [], none: [] }
  for (const kind of dirtyKinds) {
    const bytes = Buffer.concat([...generateDirtyCsv(kind, { ...defaultShape, rows: 1100 })])
    ways[await compareWays(bytes)]!.push(kind.name)
  }
  for (const [way, names] of Object.entries(ways)) t.diagnostic(`${way}: ${names.join(', ')}`)
  const mustBeRows = ['date_invalid', 'number_format', 'unmasked_card', 'null_transaction_date']
  assert.deepEqual(
    mustBeRows.filter((name) => !ways.rows!.includes(name)),
    [],
  )
  assert.ok(ways.whole!.length > ways.rows!.length, 'most kinds are converted whole')
})

test('a block tells the same whole and row by row, however its bytes are mutated', async (t) => {
  const ways = { whole: 0, rows: 0, none: 0 }
  for (let seed = 1; seed <= 60; seed++) ways[await compareWays(mutateFile(seed, 40))]++
  t.diagnostic(JSON.stringify(ways))
  assert.ok(ways.whole > 0 && ways.rows > 0)
})

/** Rows that are right, and how a row by itself may keep its block from being staged whole. */
const cases: [name: string, row: Parameters<typeof line>[0], way: 'whole' | 'rows'][] = [
  ['nothing odd', {}, 'whole'],
  ['nothing given', { merchant: '', amount: '', installment_months: 'null', card_no: '\u3000' }, 'whole'],
  ['an amount below 0', { amount: '-1' }, 'whole'],
  ['an amount with a zero before it', { amount: '04500' }, 'rows'],
  ['minus 0', { amount: '-0' }, 'rows'],
  ['an amount of 13 digits', { amount: '1234567890123' }, 'rows'],
  ['months no number', { installment_months: '3.0' }, 'rows'],
  ['a day that does not exist', { transaction_date: '2023-02-29 10:00:00' }, 'rows'],
  ['a date before the first year', { transaction_date: '1999-12-31 23:59:59' }, 'rows'],
  ['a card number in clear', { merchant: '4111 1111 1111 1111' }, 'rows'],
]

for (const [name, row, way] of cases)
  test(`${name}: ${way}`, async () => {
    assert.equal(await compareWays(file([line(), line({ transaction_id: 'T2', ...row })])), way)
  })
