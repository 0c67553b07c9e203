import type { Dialect } from './dialect.ts'
import type { Flaw } from './flaws.ts'
import { CR, isBlank, LF, markBytes, NUL, type ParsedRecord, parseRecord } from './parse-record.ts'

export interface MalformedLine {
  /** Physical line, counted from 0 at the start of the scan. */
  line: number
  flaw: Flaw
  /** Its bytes, line end not included. */
  start: number
  end: number
  /** Fields found, where their number is what is wrong. */
  fields?: number
}

interface ScanOptions {
  /** Fields each record must have. */
  fields: number
  /** Bytes a record may have, line end included. */
  lineBytes: number
  /** Scan from here; only records that start before `limit` are taken. */
  from: number
  limit: number
  /** True when no bytes follow these. */
  final: boolean
  /** Malformed lines to describe. */
  sampleLimit: number
  dialect: Dialect
}

/** The well-formed records of a stretch of CSV bytes, in order, and what lies between them. */
export interface RecordScan {
  count: number
  /** Of each record its first byte, the byte after its last (line end not included) and its physical line from 0. */
  starts: Uint32Array
  ends: Uint32Array
  lines: Uint32Array
  malformed: number
  /** The first malformed lines. */
  samples: MalformedLine[]
  /** Line ends of either kind. */
  lf: number
  crlf: number
  /** True when blank or malformed lines lie before, between or after the records. */
  gaps: boolean
  /** True when a quoted field holds a line feed. */
  multiline: boolean
  /** True when a byte order mark lies before a record; `starts` is behind it. */
  marks: boolean
  /** Physical lines passed; a last line without a line end counts. */
  lineCount: number
  /** First byte not consumed: the start of the next record. */
  next: number
  /** True when the scan ended inside a line that is too long; the rest of it follows up to the next line feed. */
  insideLongLine: boolean
}

/** Records are rarely shorter: room for so many is made at once. */
const usualRecordBytes = 64

/** First byte of a byte order mark. */
const markStart = 0xef

/**
 * Finds the records in delimited bytes, at several hundred megabytes a second. Blank lines are passed over. A malformed line
 * ends at its own line end and the next physical line is a new record, so that a stray quote spoils one line. No byte of
 * a UTF-8 or CP949 character can be taken for a delimiter, so this comes before decoding.
 */
export function scanRecords(bytes: Uint8Array, options: ScanOptions): RecordScan {
  const scan = emptyScan(bytes, options)
  const record: ParsedRecord = { flaw: null, fields: 0, end: 0, next: 0, innerLines: 0 }
  const ahead: Ahead = { quote: -1, nul: -1, carriage: -1 }
  while (scan.next < options.limit && scan.next < bytes.length) {
    takePlainRecords(bytes, options, scan, ahead)
    if (scan.next >= options.limit || scan.next >= bytes.length) break
    if (!parseRecord(bytes, scan.next, options, record)) break
    if (record.flaw) passMalformed(bytes, options, scan, record)
    else takeRecord(bytes, scan, record)
  }
  return scan
}

function emptyScan(bytes: Uint8Array, { from }: ScanOptions): RecordScan {
  const expected = Math.ceil((bytes.length - from) / usualRecordBytes) + 1
  return {
    count: 0,
    starts: new Uint32Array(expected),
    ends: new Uint32Array(expected),
    lines: new Uint32Array(expected),
    malformed: 0,
    samples: [],
    lf: 0,
    crlf: 0,
    gaps: false,
    multiline: false,
    marks: false,
    lineCount: 0,
    next: from,
    insideLongLine: false,
  }
}

/** Where the next byte of a kind stands, at or behind the record that is looked at; none: behind the last byte. */
interface Ahead {
  quote: number
  nul: number
  carriage: number
}

const find = (bytes: Uint8Array, byte: number, from: number): number => {
  const at = byte < 0 ? -1 : bytes.indexOf(byte, from)
  return at < 0 ? bytes.length : at
}

/** The fast path: records without quotes or oddities, up to the first that has any. A search in native code costs least. */
function takePlainRecords(bytes: Uint8Array, options: ScanOptions, scan: RecordScan, ahead: Ahead): void {
  const { starts, ends, lines } = scan
  const { fields, limit, lineBytes, dialect } = options
  const trailerStart = dialect.trailer[0] ?? -1
  let { count, lineCount: line, next: start, lf, crlf } = scan
  if (ahead.quote < start) ahead.quote = find(bytes, dialect.quote, start)
  if (ahead.nul < start) ahead.nul = find(bytes, NUL, start)
  while (start < limit && count < starts.length) {
    const feed = find(bytes, LF, start)
    if (feed === bytes.length || feed - start >= lineBytes) break
    if (ahead.quote < feed || ahead.nul < feed) break
    if (bytes[start] === markStart || bytes[start] === trailerStart) break
    if (ahead.carriage < start) ahead.carriage = find(bytes, CR, start)
    if (ahead.carriage < feed - 1) break
    const end = Math.min(ahead.carriage, feed)
    if (countByte(bytes, dialect.delimiter, start, end) !== fields - 1) break
    if (end === feed) lf++
    else crlf++
    starts[count] = start
    ends[count] = end
    lines[count++] = line++
    start = feed + 1
  }
  scan.count = count
  scan.lineCount = line
  scan.next = start
  scan.lf = lf
  scan.crlf = crlf
}

function countByte(bytes: Uint8Array, byte: number, start: number, end: number): number {
  let count = 0
  for (let at = start; at < end; at++) if (bytes[at] === byte) count++
  return count
}

function takeRecord(bytes: Uint8Array, scan: RecordScan, record: ParsedRecord): void {
  const mark = markBytes(bytes, scan.next)
  if (mark > 0) scan.marks = true
  if (isBlank(bytes, scan.next + mark, record.end)) scan.gaps = true
  else {
    const lineEnd = record.next - record.end
    if (lineEnd === 2) scan.crlf++
    if (lineEnd === 1) scan.lf++
    if (record.innerLines > 0) scan.multiline = true
    if (scan.count === scan.starts.length) makeRoom(scan)
    scan.starts[scan.count] = scan.next + mark
    scan.ends[scan.count] = record.end
    scan.lines[scan.count++] = scan.lineCount
  }
  scan.lineCount += record.innerLines + 1
  scan.next = record.next
}

function makeRoom(scan: RecordScan): void {
  const doubled = (full: Uint32Array) => {
    const roomy = new Uint32Array(full.length * 2)
    roomy.set(full)
    return roomy
  }
  scan.starts = doubled(scan.starts)
  scan.ends = doubled(scan.ends)
  scan.lines = doubled(scan.lines)
}

function passMalformed(
  bytes: Uint8Array,
  options: ScanOptions,
  scan: RecordScan,
  record: ParsedRecord,
): void {
  scan.malformed++
  scan.gaps = true
  if (scan.samples.length < options.sampleLimit) {
    const { flaw, end, fields } = record
    const sample = { line: scan.lineCount, flaw: flaw!, start: scan.next, end }
    scan.samples.push(flaw === 'wrong number of fields' ? { ...sample, fields } : sample)
  }
  scan.lineCount += 1
  scan.insideLongLine = record.next < 0
  scan.next = scan.insideLongLine ? bytes.length : record.next
}
