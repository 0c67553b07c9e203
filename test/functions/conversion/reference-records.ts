/** A record as the slow, obvious way reads it: its text and its physical line from 0. */
interface ReferenceRecord {
  text: string
  line: number
}

export interface Reference {
  records: ReferenceRecord[]
  /** Physical lines of malformed lines, from 0. */
  malformed: number[]
  lines: number
}

const field = '(?:"(?:[^"\\0]|"")*"|[^",\\r\\n\\0]*)'
const wellFormed = new RegExp(`(${field}(?:,${field})*)(?:\\r?\\n|$)`, 'y')
/** Byte order marks before a record. */
const marks = /(?:\xef\xbb\xbf)*/y
const fieldEnds = new RegExp(`${field}(?:,|$)`, 'y')

/** Reads CSV bytes (as latin1 text) with regular expressions: RFC 4180, a malformed line ends at its own line end. */
export function readReference(text: string, fields: number, lineBytes: number): Reference {
  const found: Reference = { records: [], malformed: [], lines: 0 }
  let at = 0
  while (at < text.length) {
    marks.lastIndex = at
    const mark = marks.exec(text)![0].length
    wellFormed.lastIndex = at + mark
    const match = wellFormed.exec(text)
    const record = match?.[1]
    const blank = record === '' || (record === '\x1a' && at + mark + 1 === text.length)
    const right =
      match !== null && mark + match[0].length <= lineBytes && (blank || countFields(record!) === fields)
    if (right && !blank) found.records.push({ text: record!, line: found.lines })
    if (!right) found.malformed.push(found.lines)
    const lineFeed = text.indexOf('\n', at)
    const next = right ? at + mark + match[0].length : lineFeed < 0 ? text.length : lineFeed + 1
    found.lines += right ? 1 + (record!.match(/\n/g)?.length ?? 0) : 1
    at = next
  }
  return found
}

function countFields(record: string): number {
  let count = 0
  fieldEnds.lastIndex = 0
  do count++
  while (fieldEnds.exec(record)![0].endsWith(',') && fieldEnds.lastIndex <= record.length)
  return count
}
