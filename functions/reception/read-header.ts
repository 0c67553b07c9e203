import { isUtf8 } from 'node:buffer'
import { parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'
import { inputColumnNames } from '../../hive/input.ts'
import { policy } from '../../hive/policy.ts'
import { LF, type ParsedRecord, parseRecord } from '../conversion/parse-record.ts'
import { scanRecords } from '../conversion/scan-records.ts'
import { showsCardNumber } from '../masking/card-numbers.ts'
import { maskDigits, maskValue } from '../masking/masking.ts'
import type { InputFormat } from '../upload/upload.ts'
import { compareColumns } from './compare-columns.ts'
import type { HeadProblem } from './rejection.ts'

type Header = Omit<InputFormat, 'compression'>

/** Reads the header line of a CSV from its first bytes; `whole` says that there are no more. */
export function readHeader(text: Uint8Array, whole: boolean): { header: Header } | { problem: HeadProblem } {
  const start = firstLine(text)
  const record: ParsedRecord = { flaw: null, fields: 0, end: 0, next: 0, innerLines: 0 }
  if (start.at === text.length) return refuse('the file holds only blank lines', start.line)
  const { lineBytes } = policy.limits
  const found = parseRecord(text, start.at, { fields: null, lineBytes, final: whole }, record)
  if (!found || record.flaw) {
    if (record.flaw?.startsWith('carriage')) return refuse('lines end with CR alone; LF or CRLF is read', 1)
    const flaw = found ? record.flaw! : 'line too long'
    const limit = flaw === 'line too long' ? ` (${lineBytes} bytes at most)` : ''
    return refuse(`the header line cannot be read: ${flaw}${limit}`, start.line)
  }
  const bytes = Buffer.from(text.subarray(start.at, record.end))
  const columns = parseNames(bytes)
  if (typeof columns === 'string') return refuse(columns, start.line)
  if (columns.some(showsCardNumber) || showsCardNumber(columns.join(',')))
    return refuse('the header shows a card number in clear', start.line)
  const { problems, warnings, column } = compareColumns(columns)
  const reason = 'the header does not have the columns of the contract'
  if (problems.length) {
    const delimiter = wrongDelimiter(columns)
    return refuse(delimiter ?? reason, start.line, problems, column)
  }
  const header: Header = {
    headerBytes: record.next,
    headerLines: start.line + record.innerLines,
    // an extra column's name is the sender's text and travels through states and logs
    columns: columns.map((name) => (inputColumnNames.includes(name) ? name : maskValue(name))),
    warnings,
  }
  return refuseForeignRows(text, header, whole) ?? { header }
}

/** Where the first line that is not blank starts, after a byte order mark, and its number from 1. */
function firstLine(text: Uint8Array): { at: number; line: number } {
  let at = text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? 3 : 0
  let line = 1
  while (text[at] === LF || (text[at] === 0x0d && text[at + 1] === LF)) {
    at += text[at] === LF ? 1 : 2
    line++
  }
  return { at, line }
}

function parseNames(bytes: Buffer): string[] | string {
  const text = isUtf8(bytes) ? bytes.toString('utf8') : iconv.decode(bytes, 'cp949')
  if (text.includes('\ufffd')) return 'the header line is neither UTF-8 nor CP949'
  try {
    const [columns] = parse(text, { relax_column_count: true }) as string[][]
    return columns ?? []
  } catch (error) {
    return `the header line cannot be read: ${(error as Error).message}`
  }
}

function wrongDelimiter(columns: readonly string[]): string | null {
  if (columns.length !== 1) return null
  const found = [';', '\t', '|'].find((delimiter) => columns[0]!.split(delimiter).length > 3)
  const names: Record<string, string> = { ';': 'semicolons', '\t': 'tabs', '|': 'vertical bars' }
  return found ? `columns are separated by ${names[found]}; commas are read` : null
}

/** A file none of whose first rows has the shape of its header is refused before it costs a run. */
function refuseForeignRows(text: Uint8Array, header: Header, whole: boolean) {
  const fields = header.columns.length
  const { lineBytes, samples } = policy.limits
  const scan = scanRecords(text, {
    fields,
    lineBytes,
    from: header.headerBytes,
    limit: text.length,
    final: whole,
    sampleLimit: samples,
  })
  if (scan.count > 0 || scan.malformed < 10) return null
  const details = scan.samples.map(({ line, flaw, fields: found }) => {
    return `line ${line + header.headerLines + 1}: ${flaw}${found === undefined ? '' : ` (${found})`}`
  })
  return refuse(`no row has the ${fields} fields of the header`, header.headerLines + 1, details)
}

function refuse(reason: string, line: number, details: string[] = [], column?: string) {
  return { problem: { reason: maskDigits(reason), line, details, ...(column && { column }) } }
}
