import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type RecordBlock,
  type RecordBounds,
  readBlocks,
} from '../../../functions/conversion/record-blocks.ts'
import { type Reference, readReference } from './reference-records.ts'

const fields = 3
const lineBytes = 40

const someField = fc.constantFrom(
  'a',
  '',
  'bc',
  ' ',
  '가',
  '\ufeff',
  '\u3000',
  '"x,y"',
  '"q""q"',
  '"two\nlines"',
  '"\r\n"',
  '"a\rb"',
  '""',
  '","',
  '"\n1,2,3\n"',
  'b"c',
  '"open',
  '"x"y',
  '\r',
  '\0',
  '"\0"',
  'long'.repeat(11),
)
const someLine = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: fc.array(someField, { minLength: 3, maxLength: 3 }) },
      fc.array(someField, { maxLength: 5 }),
    ),
    fc.constantFrom('\n', '\n', '\r\n', ''),
    fc.constantFrom('', '', '', '\ufeff', '\ufeff\ufeff'),
  )
  .map(([values, lineEnd, mark]) => mark + values.join(',') + lineEnd)
const someFile = fc
  .tuple(fc.array(someLine, { maxLength: 12 }), fc.constantFrom('', '\x1a', '\n'))
  .map(([lines, end]) => Buffer.from(lines.join('') + end))

interface Range {
  start: number
  end: number
}

/** Reads one range as a conversion does: a byte before it, a line's length after it. */
async function readRange(file: Buffer, { start, end }: Range, blockBytes: number) {
  const midLine = start > 0
  const position = midLine ? start - 1 : start
  const stop = Math.min(end + lineBytes + 1, file.length)
  const bounds: RecordBounds = { first: null, next: null, lines: 0 }
  const read: Reference = { records: [], malformed: [], lines: 0 }
  const options = { fields, lineBytes, sampleLimit: 1e6, blockBytes, position, end, midLine }
  const source = async function* () {
    for (let at = position; at < stop; at += 7) yield file.subarray(at, Math.min(at + 7, stop))
  }
  for await (const block of readBlocks(source(), { ...options, reachesEnd: stop === file.length }, bounds)) {
    assert.equal(block.malformed, block.samples.length)
    read.malformed.push(...block.samples.map(({ line }) => line + block.lineBase))
    read.records.push(...rowsOf(block))
  }
  return { ...read, lines: bounds.lines, bounds }
}

/** Takes clean CSV apart by its own promise: well-formed, one kind of line end, as many records as rows. */
function rowsOf({ csv, newline, numbered, lines, rows, lineBase }: RecordBlock) {
  const text = Buffer.from(csv).toString('latin1')
  const { records, malformed } = readReference(text, fields + Number(numbered), Number.MAX_SAFE_INTEGER)
  assert.deepEqual(malformed, [])
  assert.equal(records.length, rows)
  const ends = text.replaceAll(/"(?:[^"]|"")*"/g, '').match(/\r?\n/g) ?? []
  assert.ok(ends.every((end) => end === newline))
  return records.map(({ text: record, line: place }, row) => {
    const line = lines[row]!
    assert.equal(numbered ? Number(record.slice(record.lastIndexOf(',') + 1)) : place, line)
    return { text: numbered ? record.slice(0, record.lastIndexOf(',')) : record, line: line + lineBase }
  })
}

async function readRanges(file: Buffer, size: number, blockBytes: number) {
  const ranges = Array.from({ length: Math.ceil(file.length / size) }, (_, index) => ({
    start: index * size,
    end: Math.min(file.length, (index + 1) * size),
  }))
  const parts: Awaited<ReturnType<typeof readRange>>[] = []
  for (const range of ranges) parts.push(await readRange(file, range, blockBytes))
  const met = parts.every(({ bounds }, index) => {
    return index === 0 || (bounds.first !== null && bounds.first === parts[index - 1]!.bounds.next)
  })
  if (!met) return null
  const sum: Reference = { records: [], malformed: [], lines: 0 }
  for (const { records, malformed, lines } of parts) {
    sum.records.push(...records.map(({ text, line }) => ({ text, line: line + sum.lines })))
    sum.malformed.push(...malformed.map((line) => line + sum.lines))
    sum.lines += lines
  }
  return sum
}

const asBytes = (file: Buffer) => file.toString('latin1')

test('blocks of any size read what the obvious way reads', async () => {
  await fc.assert(
    fc.asyncProperty(someFile, fc.integer({ min: 1, max: 200 }), async (file, blockBytes) => {
      const { records, malformed, lines } = await readRange(file, { start: 0, end: file.length }, blockBytes)
      assert.deepEqual({ records, malformed, lines }, readReference(asBytes(file), fields, lineBytes))
    }),
    { numRuns: 3000 },
  )
})

test('ranges of any size read the same, or see that they do not meet', async () => {
  let met = 0
  await fc.assert(
    fc.asyncProperty(
      someFile,
      fc.integer({ min: 1, max: 150 }),
      fc.integer({ min: 1, max: 60 }),
      async (file, size, blockBytes) => {
        const read = await readRanges(file, size, blockBytes)
        if (!read) return
        met++
        assert.deepEqual(read, readReference(asBytes(file), fields, lineBytes))
      },
    ),
    { numRuns: 3000 },
  )
  assert.ok(met > 1000, `only ${met} files were read in ranges`)
})

test('ranges without line feeds in quotes and without endless lines always meet', async () => {
  const file = Buffer.from('a,b,c\n"x,y",,\r\n\nwrong\n1,2,3\nlast,one,"cut'.repeat(20))
  for (let size = 1; size < 120; size++) {
    const read = await readRanges(file, size, 10)
    assert.deepEqual(read, readReference(asBytes(file), fields, lineBytes))
  }
})

test('a range that was read gives its memory back at once', async () => {
  const source = async function* () {
    yield Buffer.from('a,b,c\n'.repeat(9))
  }
  const options = { fields, lineBytes, sampleLimit: 1, blockBytes: 1000, position: 0, end: 54 }
  const bounds: RecordBounds = { first: null, next: null, lines: 0 }
  const read: RecordBlock[] = []
  for await (const block of readBlocks(source(), { ...options, midLine: false, reachesEnd: true }, bounds)) {
    assert.equal(block.rows, 9)
    read.push(block)
  }
  assert.deepEqual(
    read.map(({ bytes }) => bytes.length),
    [0],
  )
})
