import assert from 'node:assert/strict'
import { test } from 'node:test'
import { headBytes, inspectHead } from '../../../functions/reception/inspect-head.ts'
import { generateDirtyCsv } from '../../../local/generate/dirty/dirty-csv.ts'
import { findKind } from '../../../local/generate/dirty/kinds.ts'
import { randomStream } from '../../../local/generate/rows/random.ts'
import { defaultShape } from '../../../local/generate/rows/transactions.ts'
import { convertFile } from './converting.ts'
import { sumReference } from './reference-totals.ts'

const bases = ['bom', 'crlf', 'mixed_line_ends', 'cp949', 'mixed_encodings', 'quoted', 'quoted_newline']
const files = bases.map((name) =>
  Buffer.concat([...generateDirtyCsv(findKind(name)!, { ...defaultShape, rows: 500 })]),
)

/** Seeds of mutated files; one that ever broke something stays. */
const seeds = Array.from({ length: 28 }, (_, index) => index + 1)

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
  '9'.repeat(30),
]

/** The file with a few bytes changed, cut, doubled or moved, anywhere after its header. */
function mutate(file: Buffer, seed: number): Buffer {
  const random = randomStream(seed, 'mutations')
  const within = (count: number) => Math.floor(random() * count)
  let bytes = file
  for (let change = 0; change < 1 + within(20); change++) {
    const at = 200 + within(bytes.length - 200)
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

for (const seed of seeds)
  test(`a mutated file is counted exactly, seed ${seed}`, async () => {
    const file = mutate(files[seed % files.length]!, seed)
    const verdict = inspectHead(file.subarray(0, headBytes), file.length)
    assert.ok('format' in verdict)
    const { columns, headerBytes } = verdict.format
    const { counters, manifest } = await convertFile(file, { chunkBytes: 20_000 + (seed % 5) * 7_000 })
    const months = Object.fromEntries(
      Object.entries(manifest.months).map(([month, { rows, amount }]) => [month, { rows, amount }]),
    )
    assert.deepEqual(
      { rows: counters.rows, malformed: counters.malformed, months },
      sumReference(file, columns, headerBytes),
    )
  })

test('random bytes are refused, or counted as malformed', async () => {
  const random = randomStream(99, 'bytes')
  for (let run = 0; run < 200; run++) {
    const bytes = Buffer.from(Array.from({ length: Math.floor(random() * 500) }, () => random() * 256))
    const verdict = inspectHead(bytes, bytes.length)
    assert.ok('problem' in verdict && verdict.problem.reason.length > 0)
  }
})
