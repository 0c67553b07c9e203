import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { headBytes, inspectHead } from '../../../functions/reception/inspect-head.ts'
import { generateDirtyCsv } from '../../../local/generate/dirty/dirty-csv.ts'
import { findKind } from '../../../local/generate/dirty/kinds.ts'
import { randomStream } from '../../../local/generate/rows/random.ts'
import { defaultShape } from '../../../local/generate/rows/transactions.ts'
import { convertFile } from './converting.ts'
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
  '9'.repeat(30),
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

/** What became of a mutated file. */
export type Fate = { refused: string } | { rows: number; malformed: number }

/**
 * Converts a mutated file, one in three packed, in ranges of any size. Throws unless it is refused with a reason, or
 * every byte after its header was looked at and its rows and amounts are those of the reference.
 */
export async function convertMutated(seed: number, rows: number): Promise<Fate> {
  const plain = mutateFile(seed, rows)
  const stored = seed % 3 === 0 ? pack(plain, seed) : plain
  const verdict = inspectHead(stored.subarray(0, headBytes), stored.length)
  if ('problem' in verdict) {
    assert.ok(verdict.problem.reason.length > 10)
    return { refused: verdict.problem.reason }
  }
  const { columns, headerBytes } = verdict.format
  const chunkBytes = Math.ceil(stored.length / (2 + (seed % 5)))
  const { counters, manifest, results } = await convertFile(stored, { chunkBytes })
  assert.equal(results[0]?.first ?? headerBytes, headerBytes)
  assert.equal(results.at(-1)?.next ?? plain.length, plain.length)
  const months = Object.fromEntries(
    Object.entries(manifest.months).map(([month, { rows, amount }]) => [month, { rows, amount }]),
  )
  const found = { rows: counters.rows, malformed: counters.malformed }
  assert.deepEqual({ ...found, months }, sumReference(plain, columns, headerBytes))
  return found
}
