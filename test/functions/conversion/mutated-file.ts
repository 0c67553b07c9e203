import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { countOf } from '../../../functions/quality/findings.ts'
import { headBytes, inspectHead } from '../../../functions/reception/inspect-head.ts'
import { withDuckDb } from '../../../functions/runtime/duckdb.ts'
import type { Manifest } from '../../../functions/upload/upload.ts'
import { contractColumnNames } from '../../../hive/input.ts'
import { generateDirtyCsv } from '../../../local/generate/dirty/dirty-csv.ts'
import { findKind } from '../../../local/generate/dirty/kinds.ts'
import { randomStream } from '../../../local/generate/rows/random.ts'
import { defaultShape } from '../../../local/generate/rows/transactions.ts'
import { readStaged, stageFile } from './converting.ts'
import { sumReference } from './reference-totals.ts'

const kinds = [
  'bom',
  'bom_inside',
  'crlf',
  'mixed_line_ends',
  'cp949',
  'mixed_encodings',
  'quoted',
  'quoted_newline',
  'blank_to_the_eye',
]

const spoilers = [
  '"',
  ',',
  '\n',
  '\r',
  '\r\n',
  '""',
  '\0',
  '"\n"',
  '\xff',
  '\xb0\xa1',
  'null',
  '-',
  '\xef\xbb\xbf',
  '\n\xef\xbb\xbf',
  '\xe3\x80\x80',
  '\xc2\xa0',
  '\x1a',
  '\f',
  '\xe2\x80\xa8',
  '\n# ',
  '\\"',
  '9'.repeat(30),
  '4111 1111 1111 1111',
]

const bases = new Map<string, Buffer>()

function baseOf(kind: string, rows: number): Buffer {
  const name = `${kind} ${rows}`
  const known =
    bases.get(name) ??
    Buffer.concat([
      ...generateDirtyCsv(findKind(kind)!, { ...defaultShape, from: '2024-02-01', to: '2024-03-31', rows }),
    ])
  bases.set(name, known)
  return known
}

/** A file of one of the kinds with a few bytes changed, cut, doubled or moved; one in four also within its header. */
export function mutateFile(seed: number, rows: number): Buffer {
  const random = randomStream(seed, 'mutations')
  const within = (count: number) => Math.floor(random() * count)
  const first = seed % 4 === 3 ? 0 : 200
  let bytes = baseOf(kinds[seed % kinds.length]!, rows)
  for (let change = 0; change < 1 + within(20); change++) {
    const at = first + within(Math.max(1, bytes.length - first))
    const length = within(60)
    const spoiler = Buffer.from(spoilers[within(spoilers.length)]!, 'latin1')
    const middle = [
      spoiler,
      Buffer.concat([spoiler, bytes.subarray(at, at + length)]),
      Buffer.concat([bytes.subarray(at, at + length), bytes.subarray(at, at + length)]),
      Buffer.from(Array.from({ length }, () => within(256))),
    ][within(4)]!
    bytes = Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(at + length)])
  }
  return bytes
}

/** The file as gzip members of any size with zero bytes between them. */
function pack(file: Buffer, seed: number): Buffer {
  const random = randomStream(seed, 'members')
  const members: Buffer[] = []
  for (let at = 0; at < file.length; ) {
    const end = at + 1 + Math.floor(random() * file.length)
    members.push(gzipSync(file.subarray(at, end)), Buffer.alloc(Math.floor(random() * 3) * 100))
    at = end
  }
  return Buffer.concat(members)
}

/** What became of a mutated file of so many uncompressed bytes; `issues` are records that are not staged, by why. */
type Fate = { bytes: number } & (
  | { refused: string }
  | { records: number; staged: number; issues: Record<'malformed' | 'unmasked' | 'dateless', number> }
)

/**
 * Converts a mutated file, one in three packed, in ranges that meet anywhere. Throws unless it is refused with a reason,
 * or every byte of it was looked at and every record of the reference is staged with exactly its values, or counted
 * by the check that keeps it out.
 */
export async function convertMutated(seed: number, rows: number): Promise<Fate> {
  const plain = mutateFile(seed, rows)
  const bytes = plain.length
  const stored = seed % 3 === 0 ? pack(plain, seed) : plain
  const verdict = inspectHead(stored.subarray(0, headBytes), stored.length)
  if ('problem' in verdict) {
    assert.ok(verdict.problem.reason.length > 10)
    return { bytes, refused: verdict.problem.reason }
  }
  const { columns, headerBytes } = verdict.format
  const chunkBytes = Math.ceil(stored.length * (0.4 + 0.6 * randomStream(seed, 'ranges')()))
  const { counters, manifest, results, staged } = await stageFile(
    stored,
    { chunkBytes, blockBytes },
    async ({ files, ...all }) => ({
      ...all,
      staged: await withDuckDb((session) => readStaged(session, files)),
    }),
  )
  assert.equal(results[0]?.first ?? headerBytes, headerBytes)
  assert.equal(results.at(-1)?.next ?? bytes, bytes)
  const reference = sumReference(plain, columns, headerBytes)
  const { rows: wellFormed, malformed, unmasked, dateless } = reference
  assert.deepEqual(manifestTotals(manifest), reference.months)
  assert.deepEqual(valuesOf(staged).sort(), reference.staged.map((row) => JSON.stringify(row)).sort())
  assert.deepEqual(
    { rows: counters.rows, malformed: counters.malformed, unmasked: countOf(counters, 'unmasked_card') },
    { rows: wellFormed, malformed, unmasked },
  )
  const undated = countOf(counters, 'null_transaction_date') + countOf(counters, 'date_invalid')
  assert.ok(undated >= dateless, `${dateless} records without a date, ${undated} counted`)
  assert.equal(staged.length + unmasked + dateless, wellFormed)
  const issues = { malformed, unmasked, dateless }
  return { bytes, records: wellFormed + malformed, staged: staged.length, issues }
}

/** A mutated file is one block; a window as large as a function's would be most of the work. */
const blockBytes = 65_536

const manifestTotals = ({ months }: Manifest) =>
  Object.fromEntries(Object.entries(months).map(([month, { rows, amount }]) => [month, { rows, amount }]))

/** The input columns of staged rows, each row as JSON. */
const valuesOf = (rows: readonly Record<string, unknown>[]): string[] =>
  rows.map((row) =>
    JSON.stringify(contractColumnNames.map((name) => (row[name] === null ? null : String(row[name])))),
  )
