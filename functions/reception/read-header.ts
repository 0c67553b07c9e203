import { isUtf8 } from 'node:buffer'
import { parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'
import { policy } from '../../hive/policy.ts'
import type { Delimiter, Source } from '../../hive/source.ts'
import { dialectOf } from '../conversion/dialect.ts'
import { LF, type ParsedRecord, parseRecord } from '../conversion/parse-record.ts'
import { scanRecords } from '../conversion/scan-records.ts'
import { showsCardNumber } from '../masking/card-numbers.ts'
import { maskValue } from '../masking/masking.ts'
import type { InputFormat } from '../upload/upload.ts'
import { compareColumns, titleOf } from './compare-columns.ts'
import { type HeadReasonName, problemOf } from './head-reasons.ts'
import type { HeadProblem } from './rejection.ts'

type Header = Omit<InputFormat, 'compression'>

/** A place at the start of a line, and the line's number from 1. */
interface LineStart {
  at: number
  line: number
}

/**
 * Reads what comes before the rows of a file of the source, its header line where it has one, from the file's first
 * bytes; `whole` says that there are no more.
 */
export function readHeader(
  text: Uint8Array,
  whole: boolean,
  source: Source,
): { header: Header } | { problem: HeadProblem } {
  const start = passLeadingLines(text, source)
  const named = source.name === 'contract' ? {} : { source: source.name }
  if (source.layout.header === 'none') {
    const columns = source.columns.map(({ name }) => name)
    const header = { ...named, headerBytes: start.at, headerLines: start.line - 1, columns, warnings: [] }
    return refuseForeignRows(text, header, whole, source) ?? { header }
  }
  if (start.at === text.length) return refuse('blank', start.line)
  const record: ParsedRecord = { flaw: null, fields: 0, end: 0, next: 0, innerLines: 0 }
  const flaw = findHeaderLine(text, start, whole, source, record)
  if (flaw) return flaw
  const names = parseNames(Buffer.from(text.subarray(start.at, record.end)), source, start.line)
  if ('problem' in names) return names
  if (names.some(showsCardNumber) || showsCardNumber(names.join(',')))
    return refuse('cardInHeader', start.line)
  const { columns, problems, warnings, column } = compareColumns(names, source)
  if (problems.length) {
    const delimiters = wrongDelimiter(names, source)
    const where = { details: problems, ...(column && { column }) }
    if (delimiters) return refuse('delimiter', start.line, delimiters, where)
    return refuse('columns', start.line, { source: titleOf(source) }, where)
  }
  const header: Header = {
    ...named,
    headerBytes: record.next,
    headerLines: start.line + record.innerLines,
    // an extra column's name is the sender's text and travels through states and logs
    columns: columns.map((name) => (isKnown(name, source) ? name : maskValue(name))),
    warnings,
  }
  return refuseForeignRows(text, header, whole, source) ?? { header }
}

const isKnown = (column: string, { columns }: Source) => columns.some(({ name }) => name === column)

/** Where the first line starts that is neither blank nor one of the source's leading lines, after a byte order mark. */
function passLeadingLines(text: Uint8Array, { layout }: Source): LineStart {
  const mark = text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? 3 : 0
  let start = passBlankLines(text, { at: mark, line: 1 })
  for (let passed = 0; passed < layout.leadingLines && start.at < text.length; passed++) {
    const lineFeed = text.indexOf(LF, start.at)
    start = passBlankLines(text, {
      at: lineFeed < 0 ? text.length : lineFeed + 1,
      line: start.line + (lineFeed < 0 ? 0 : 1),
    })
  }
  return start
}

function passBlankLines(text: Uint8Array, { at, line }: LineStart): LineStart {
  while (text[at] === LF || (text[at] === 0x0d && text[at + 1] === LF)) {
    at += text[at] === LF ? 1 : 2
    line++
  }
  return { at, line }
}

/** Finds the end of the header line, or says why it cannot be read. */
function findHeaderLine(
  text: Uint8Array,
  start: LineStart,
  whole: boolean,
  { layout }: Source,
  record: ParsedRecord,
) {
  const { lineBytes } = policy.limits
  const shape = { fields: null, lineBytes, final: whole, dialect: dialectOf(layout) }
  const found = parseRecord(text, start.at, shape, record)
  if (found && !record.flaw) return null
  if (record.flaw?.startsWith('carriage')) return refuse('carriageReturns', start.line)
  if (record.flaw === 'NUL byte') return refuse('binary', start.line)
  const flaw = found ? record.flaw! : 'line too long'
  const limit = flaw === 'line too long' ? ` (${lineBytes} bytes at most)` : ''
  return refuse('header', start.line, { flaw: `${flaw}${limit}` })
}

function parseNames(bytes: Buffer, { layout }: Source, line: number): string[] | Refusal {
  const { encoding, delimiter, quotes } = layout
  const utf8 = encoding === 'utf8' || (encoding === 'either' && isUtf8(bytes))
  const text = utf8 ? bytes.toString('utf8') : iconv.decode(bytes, 'cp949')
  if (text.includes('\ufffd')) return refuse('headerEncoding', line, { encoding: undecodable[encoding] })
  try {
    const [columns] = parse(text, {
      delimiter,
      quote: quotes ? '"' : null,
      relax_column_count: true,
    }) as string[][]
    return columns ?? []
  } catch (error) {
    return refuse('header', line, { flaw: (error as Error).message })
  }
}

const undecodable = { utf8: 'not UTF-8', cp949: 'not CP949', either: 'neither UTF-8 nor CP949' }

const delimiterNames: Record<Delimiter, string> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
}

function wrongDelimiter(columns: readonly string[], { layout }: Source) {
  if (columns.length !== 1) return null
  const others = (Object.keys(delimiterNames) as Delimiter[]).filter((each) => each !== layout.delimiter)
  const found = others.find((delimiter) => columns[0]!.split(delimiter).length > 3)
  return found && { found: delimiterNames[found], wanted: delimiterNames[layout.delimiter] }
}

/** A file none of whose first rows has the shape of its header is refused before it costs a run. */
function refuseForeignRows(text: Uint8Array, header: Header, whole: boolean, { layout }: Source) {
  const fields = header.columns.length
  const { lineBytes, samples } = policy.limits
  const scan = scanRecords(text, {
    fields,
    lineBytes,
    from: header.headerBytes,
    limit: text.length,
    final: whole,
    sampleLimit: samples,
    dialect: dialectOf(layout),
  })
  if (scan.count > 0 || scan.malformed < 10) return null
  const details = scan.samples.map(({ line, flaw, fields: found }) => {
    return `line ${line + header.headerLines + 1}: ${flaw}${found === undefined ? '' : ` (${found})`}`
  })
  const shape = layout.header === 'none' ? 'source' : 'header'
  return refuse('rows', header.headerLines + 1, { fields, shape }, { details })
}

interface Refusal {
  problem: HeadProblem
}

const refuse = (
  name: HeadReasonName,
  line: number,
  values: Parameters<typeof problemOf>[1] = {},
  where: Partial<HeadProblem> = {},
): Refusal => ({ problem: problemOf(name, values, { line, ...where }) })
