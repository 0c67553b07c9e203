import { isAscii, isUtf8 } from 'node:buffer'
import { transcodeCp949 } from './cp949.ts'
import type { Dialect } from './dialect.ts'
import type { Flaw } from './flaws.ts'
import type { MalformedLine, RecordScan } from './scan-records.ts'

/** Well-formed records as text that any strict reader takes: UTF-8, one kind of line end, no blank or malformed lines. */
export interface CleanRecords {
  csv: Uint8Array
  newline: '\n' | '\r\n'
  /** True when a quoted field holds a line feed. */
  multiline: boolean
  /** True when the records were rewritten: each then has its physical line, as in `lines`, as one more field at its end. */
  numbered: boolean
  rows: number
  /** Of each row its physical line, counted from 0 at the start of the scan, and its bytes as they were scanned. */
  lines: Uint32Array
  starts: Uint32Array
  ends: Uint32Array
  /** Rows that were found to be CP949 where a line may be either; the others are UTF-8 or as declared. */
  cp949: number
  malformed: number
  samples: MalformedLine[]
}

/**
 * Decodes scanned records, each by itself, strictly: in `either` encoding valid UTF-8 stays, else it is CP949. What cannot
 * be decoded is malformed. Bytes that need no change are handed on as they are, without a copy.
 */
export function decodeRecords(
  bytes: Uint8Array,
  scan: RecordScan,
  sampleLimit: number,
  { delimiter, encoding }: Pick<Dialect, 'delimiter' | 'encoding'>,
): CleanRecords {
  const stretch = scan.count > 0 ? bytes.subarray(scan.starts[0], scan.next) : bytes.subarray(0, 0)
  const utf8 = encoding === 'cp949' ? isAscii(stretch) : isUtf8(stretch)
  const mixed = scan.lf > 0 && scan.crlf > 0
  if (!utf8 || mixed || scan.gaps || scan.multiline || scan.marks)
    return rewrite(bytes, scan, { sampleLimit, delimiter, from: utf8 ? 'nothing' : encoding })
  return {
    csv: stretch,
    newline: scan.crlf > 0 ? '\r\n' : '\n',
    multiline: false,
    numbered: false,
    rows: scan.count,
    lines: scan.lines,
    starts: scan.starts,
    ends: scan.ends,
    cp949: 0,
    malformed: scan.malformed,
    samples: scan.samples,
  }
}

interface Rewriting {
  sampleLimit: number
  delimiter: number
  /** What each record is decoded from; nothing when all of them are UTF-8. */
  from: Dialect['encoding'] | 'nothing'
}

const undecodableFlaws: Record<Rewriting['from'], Flaw> = {
  nothing: 'not UTF-8', // never met
  utf8: 'not UTF-8',
  cp949: 'not CP949',
  either: 'neither UTF-8 nor CP949',
}

function rewrite(
  bytes: Uint8Array,
  scan: RecordScan,
  { sampleLimit, delimiter, from }: Rewriting,
): CleanRecords {
  const { starts, ends, lines, count } = scan
  const stretch = count > 0 ? scan.next - starts[0]! : 0
  // a line number has at most ten digits, and takes a delimiter and a line feed with it
  const csv = Buffer.allocUnsafe(
    (from === 'nothing' || from === 'utf8' ? stretch : Math.ceil(stretch * 1.5)) + count * 12 + 1,
  )
  const undecodable: MalformedLine[] = []
  let [rows, to, cp949, malformed] = [0, 0, 0, scan.malformed]
  for (let record = 0; record < count; record++) {
    const [start, end, line] = [starts[record]!, ends[record]!, lines[record]!]
    const written = copyAsUtf8(bytes, start, end, from, csv, to)
    if (written < 0) {
      malformed++
      if (undecodable.length < sampleLimit)
        undecodable.push({ line, flaw: undecodableFlaws[from], start, end })
      continue
    }
    if (from === 'either' && !isUtf8(bytes.subarray(start, end))) cp949++
    csv[written] = delimiter
    to = written + 1 + csv.write(`${line}\n`, written + 1, 'latin1')
    starts[rows] = start
    ends[rows] = end
    lines[rows++] = line
  }
  const samples = [...scan.samples, ...undecodable].sort((a, b) => a.line - b.line).slice(0, sampleLimit)
  const { multiline } = scan
  return {
    csv: csv.subarray(0, to),
    newline: '\n',
    multiline,
    numbered: true,
    rows,
    lines,
    starts,
    ends,
    cp949,
    malformed,
    samples,
  }
}

function copyAsUtf8(
  bytes: Uint8Array,
  start: number,
  end: number,
  from: Rewriting['from'],
  out: Uint8Array,
  at: number,
): number {
  const record = bytes.subarray(start, end)
  if (from === 'cp949') return transcodeCp949(bytes, start, end, out, at)
  if (from !== 'nothing' && !isUtf8(record))
    return from === 'either' ? transcodeCp949(bytes, start, end, out, at) : -1
  out.set(record, at)
  return at + record.length
}

/** The beginning of a line as text, for people: so many bytes of it. */
export function showBytes(bytes: Uint8Array, start: number, end: number, most = 600): string {
  const shown = bytes.subarray(start, Math.min(end, start + most))
  const out = Buffer.allocUnsafe(shown.length * 2)
  const to = isUtf8(shown) ? -1 : transcodeCp949(shown, 0, shown.length, out, 0)
  return to < 0 ? Buffer.from(shown).toString('utf8') : out.toString('utf8', 0, to)
}
