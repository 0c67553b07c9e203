import { type Dialect, startsTrailer } from './dialect.ts'
import type { Flaw } from './flaws.ts'

/** What became of one record. */
export interface ParsedRecord {
  flaw: Flaw | null
  fields: number
  /** Byte after its last, line end not included; of a malformed record, of its first physical line. */
  end: number
  /** First byte of the next record; -1 when the line goes on beyond the bytes at hand. */
  next: number
  /** Line feeds inside its quoted fields. */
  innerLines: number
}

/** What a record must look like. */
interface RecordShape {
  /** Fields it must have; null: any number. */
  fields: number | null
  /** Bytes it may have, line end included. */
  lineBytes: number
  /** True when no bytes follow those at hand. */
  final: boolean
  dialect: Dialect
}

export const LF = 10
export const CR = 13
export const NUL = 0
const SUBSTITUTE = 26

const MARK = [0xef, 0xbb, 0xbf]

/** Bytes of the byte order marks (U+FEFF in UTF-8) at `start`: they are no part of the record that follows. */
export function markBytes(bytes: Uint8Array, start: number): number {
  let at = start
  while (bytes[at] === MARK[0] && bytes[at + 1] === MARK[1] && bytes[at + 2] === MARK[2]) at += MARK.length
  return at - start
}

type Place = 'field start' | 'unquoted' | 'quoted' | 'after quote'

/**
 * Reads the record that starts at `start`, strictly by RFC 4180 with the dialect's delimiter and quote, and fills `record`. Returns false when the bytes at
 * hand do not decide yet what it is. Byte order marks before it are passed over.
 */
export function parseRecord(
  bytes: Uint8Array,
  start: number,
  shape: RecordShape,
  record: ParsedRecord,
): boolean {
  const first = start + markBytes(bytes, start)
  const flaw = findEnd(bytes, first, Math.min(bytes.length, start + shape.lineBytes), shape, record)
  if (flaw === 'undecided') {
    if (!shape.final && bytes.length - start <= shape.lineBytes) return false
    return endAsMalformed(bytes, start, shape, record, 'line too long')
  }
  if (flaw) return endAsMalformed(bytes, start, shape, record, flaw)
  if (shape.fields !== null && record.fields !== shape.fields && !isBlank(bytes, first, record.end))
    return endAsMalformed(bytes, start, shape, record, 'wrong number of fields')
  if (startsTrailer(bytes, first, shape.dialect.trailer))
    return endAsMalformed(bytes, start, shape, record, 'trailer before the end of the file')
  record.flaw = null
  return true
}

/** Nothing on the line, or only the end-of-file mark of old DOS programs at the very end. */
export const isBlank = (bytes: Uint8Array, start: number, end: number) =>
  end === start || (end === start + 1 && end === bytes.length && bytes[start] === SUBSTITUTE)

function findEnd(
  bytes: Uint8Array,
  start: number,
  stop: number,
  { final, dialect: { delimiter, quote } }: RecordShape,
  record: ParsedRecord,
): Flaw | null | 'undecided' {
  let place: Place = 'field start'
  record.fields = 1
  record.innerLines = 0
  for (let at = start; at < stop; at++) {
    const byte = bytes[at]!
    if (byte === NUL) return 'NUL byte'
    if (place === 'quoted') {
      if (byte === quote) place = 'after quote'
      else if (byte === LF) record.innerLines++
    } else if (byte === delimiter) {
      record.fields++
      place = 'field start'
    } else if (byte === LF || (byte === CR && bytes[at + 1] === LF)) {
      if (byte === CR && at + 1 === stop) return 'undecided'
      record.end = at
      record.next = byte === LF ? at + 1 : at + 2
      return null
    } else if (byte === CR) {
      return at + 1 < bytes.length || final ? 'carriage return without a line feed' : 'undecided'
    } else if (byte === quote) {
      if (place === 'unquoted') return 'quote inside an unquoted field'
      place = 'quoted'
    } else if (place === 'after quote') {
      return 'text after a closing quote'
    } else place = 'unquoted'
  }
  if (place === 'quoted' && (final || stop < bytes.length)) return 'quote not closed'
  if (!final || stop < bytes.length) return 'undecided'
  record.end = stop
  record.next = stop
  return null
}

function endAsMalformed(
  bytes: Uint8Array,
  start: number,
  shape: RecordShape,
  record: ParsedRecord,
  flaw: Flaw,
): boolean {
  const lineFeed = bytes.indexOf(LF, start)
  if (lineFeed < 0 && !shape.final && bytes.length - start <= shape.lineBytes) return false
  record.flaw = flaw
  record.innerLines = 0
  record.end = lineFeed < 0 ? bytes.length : lineFeed
  record.next = lineFeed < 0 ? (shape.final ? bytes.length : -1) : lineFeed + 1
  if (lineFeed > start && bytes[lineFeed - 1] === CR) record.end--
  return true
}
