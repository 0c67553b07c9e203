import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'
import { findSource } from '../../../hive/choose-source.ts'
import { contractColumnNames } from '../../../hive/input.ts'
import type { Source } from '../../../hive/source.ts'
import { sources } from '../../../hive/sources.ts'
import { quoteField } from '../../../local/generate/rows/csv.ts'
import { type Conversion, convertFile } from '../../functions/conversion/converting.ts'

/**
 * `<source>/<case>/sent.txt`, as the source sends it but in UTF-8, must become the rows, and trip the checks, of
 * `expected.csv`, a file of the contract that may say the tokens besides.
 */
const folder = new URL('cases/', import.meta.url)
const cases = readdirSync(folder).flatMap((source) =>
  readdirSync(new URL(`${source}/`, folder)).map((name) => ({ source, path: `${source}/${name}/` })),
)

/** Columns of the contract that a source does not have; its cases need not have them either. */
const lacking = ({ fields }: Source) => contractColumnNames.filter((name) => !(name in fields))

/** What the checks count; the contract would not take every mask that a source may send, nor be without a column. */
const counts = ({ counters }: Conversion, source: Source) => ({
  ...counters.counts,
  card_format: 0,
  ...Object.fromEntries(lacking(source).map((name) => [`null_${name}`, 0])),
})

/** The expected rows as a whole file of the contract. */
function writeExpected(csv: string, source: Source): Buffer {
  const [header, ...rows]: string[][] = parse(csv)
  const more = lacking(source).filter((name) => !header!.includes(name))
  const lines = [[...header!, ...more], ...rows.map((row) => [...row, ...more.map(() => '')])]
  return Buffer.from(
    lines.map((fields) => `${fields.map((field) => quoteField(field)).join(',')}\n`).join(''),
  )
}

/** A file of the contract cannot send tokens: to it their column is one of those that are not carried. */
function addTokens({ rows }: Conversion, csv: string): void {
  const sent: Record<string, string>[] = parse(csv, { columns: true })
  for (const row of rows)
    row.card_token =
      sent.find(({ transaction_id }) => transaction_id === row.transaction_id)!.card_token || null
}

for (const { source: name, path } of cases)
  test(`as sent by ${path.slice(0, -1)}: plain, gzip, and in ranges and blocks of any size`, async () => {
    const source = findSource(name)
    const text = readFileSync(new URL(`${path}sent.txt`, folder), 'utf8')
    const sent = source.layout.encoding === 'cp949' ? iconv.encode(text, 'cp949') : Buffer.from(text)
    const csv = readFileSync(new URL(`${path}expected.csv`, folder), 'utf8')
    const expected = await convertFile(writeExpected(csv, source))
    addTokens(expected, csv)
    const key = `${source.prefix}day.txt`
    const ways: [Buffer, object][] = [
      [sent, {}],
      [sent, { chunkBytes: 90 }],
      [gzipSync(sent), { blockBytes: 1 }],
      [Buffer.from(sent.toString('latin1').replaceAll('\n', '\r\n'), 'latin1'), { chunkBytes: 70 }],
    ]
    for (const [file, options] of ways) {
      const got = await convertFile(file, { key, ...options })
      assert.deepEqual(got.rows, expected.rows)
      assert.deepEqual(got.counters.counts, counts(expected, source), got.counters.differences?.join())
    }
  })

test('every source but the contract has a case', () => {
  const covered = new Set(cases.map(({ source }) => source))
  const without = sources.filter(({ name }) => name !== 'contract' && !covered.has(name))
  assert.deepEqual(without, [])
})
