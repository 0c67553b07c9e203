import iconv from 'iconv-lite'
import { contractColumnNames } from '../../../hive/input.ts'
import { generateRows, type Row, type Shape } from './transactions.ts'

export type Encoding = 'utf8' | 'cp949'

const batchCharacters = 128 * 1024

/** Quotes a field where RFC 4180 asks for it. */
export function quoteField(field: string, delimiter = ','): string {
  return /["\r\n]/.test(field) || field.includes(delimiter) ? `"${field.replaceAll('"', '""')}"` : field
}

/** A clean CSV file, block by block; memory does not grow with the rows. */
export function* generateCsv(shape: Shape, encoding: Encoding = 'utf8'): Generator<Buffer> {
  yield* encodeText(joinLines(contractColumnNames, generateRows(shape)), encoding)
}

/** Text pieces as blocks of bytes. */
export function* encodeText(pieces: Iterable<string>, encoding: Encoding): Generator<Buffer> {
  const encode = encoding === 'cp949' ? (text: string) => iconv.encode(text, 'cp949') : Buffer.from
  let batch = ''
  for (const piece of pieces) {
    batch += piece
    if (batch.length < batchCharacters) continue
    yield encode(batch)
    batch = ''
  }
  if (batch) yield encode(batch)
}

/** Generated fields hold nothing that needs quotes. */
function* joinLines(header: readonly string[], rows: Iterable<Row>): Generator<string> {
  yield `${header.join(',')}\n`
  for (const row of rows) yield `${row.join(',')}\n`
}
