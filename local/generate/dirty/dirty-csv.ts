import iconv from 'iconv-lite'
import { contractColumnNames } from '../../../hive/input.ts'
import { type Encoding, quoteField } from '../rows/csv.ts'
import { generateRows, type Row, type Shape } from '../rows/transactions.ts'
import type { DirtyKind } from './kind.ts'

const blockBytes = 256 * 1024

/** A file of a dirty kind, block by block, before compression (`kind.gzip` asks for it). */
export function* generateDirtyCsv(
  kind: DirtyKind,
  shape: Shape,
  encoding: Encoding = 'utf8',
): Generator<Buffer> {
  const encode = kind.encodeLine ?? lineEncoder(kind.encoding ?? encoding)
  const blocks = gather(encodeLines(kind, { ...shape, ...kind.shape }, encode))
  yield* kind.changeFile?.(blocks) ?? blocks
}

type EncodeLine = NonNullable<DirtyKind['encodeLine']>

function* encodeLines(kind: DirtyKind, shape: Shape, encode: EncodeLine): Generator<Buffer> {
  const write =
    kind.writeLine ?? ((fields: string[]) => `${fields.map((field) => quoteField(field)).join(',')}\n`)
  const header = kind.changeHeader?.([...contractColumnNames]) ?? [...contractColumnNames]
  yield encode(write(header, -1), -1)
  let index = 0
  let previous: Row | undefined
  for (const clean of generateRows(shape)) {
    const row = kind.changeRow?.(clean, index, previous) ?? clean
    yield encode(write(row, index), index)
    previous = clean
    index++
  }
}

function lineEncoder(encoding: Encoding): EncodeLine {
  return encoding === 'cp949' ? (line) => iconv.encode(line, 'cp949') : (line) => Buffer.from(line)
}

function* gather(lines: Iterable<Buffer>): Generator<Buffer> {
  let held: Buffer[] = []
  let bytes = 0
  for (const line of lines) {
    held.push(line)
    bytes += line.length
    if (bytes < blockBytes) continue
    yield Buffer.concat(held)
    held = []
    bytes = 0
  }
  if (bytes > 0) yield Buffer.concat(held)
}
