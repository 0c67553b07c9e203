import type { Source } from '../../hive/source.ts'
import { sources } from '../../hive/sources.ts'
import type { Command } from '../terminal/command.ts'
import { CommandError, exitCodes } from '../terminal/command-error.ts'
import { type DirtyKind, leastRows } from './dirty/kind.ts'
import { findKind } from './dirty/kinds.ts'
import type { Encoding } from './rows/csv.ts'
import { defaultShape, type Shape } from './rows/transactions.ts'

export const command: Command = {
  name: 'npm run generate',
  summary: [
    'Writes card transactions as CSV: 10,000 customers, 56 merchants in 8 categories, one year.',
    'The same options give the same bytes; memory stays constant.',
  ].join('\n'),
  options: {
    rows: { type: 'string', value: 'N', help: 'transactions (100000)' },
    out: { type: 'string', value: 'FILE', help: 'file to write; - is standard output' },
    seed: { type: 'string', value: 'N', help: 'another seed gives other transactions (42)' },
    customers: { type: 'string', value: 'N', help: 'cards (10000)' },
    from: { type: 'string', value: 'DAY', help: 'first day (2024-01-01)' },
    to: { type: 'string', value: 'DAY', help: 'last day (2024-12-31)' },
    encoding: { type: 'string', value: 'NAME', help: 'utf8 or cp949 (utf8)' },
    source: {
      type: 'string',
      value: 'NAME',
      help: 'as this source sends them; --source list shows the sources',
    },
    gzip: { type: 'boolean', help: 'compress; also when FILE ends in .gz' },
    dirty: { type: 'string', value: 'KIND', help: 'a wrong or odd file; --dirty list shows the kinds' },
    json: { type: 'boolean', help: 'print what was written as JSON' },
  },
  notes: ['Exit codes: 0 written, 1 could not write, 64 wrong option.'],
}

type GenerateValues = Record<string, string | boolean | undefined>

/** Reads the shape from the command line. Throws CommandError naming the option and its value. */
export function readShape(values: GenerateValues): Shape {
  const shape = {
    rows: readCount(values, 'rows', defaultShape.rows, 0),
    seed: readCount(values, 'seed', defaultShape.seed, 0),
    customers: readCount(values, 'customers', defaultShape.customers, 1),
    from: readDay(values, 'from', defaultShape.from),
    to: readDay(values, 'to', defaultShape.to),
  }
  if (shape.from > shape.to) throw wrong(`--from ${shape.from} is after --to ${shape.to}`)
  if (shape.customers > 10_000_000) throw wrong(`--customers is above 10000000: ${shape.customers}`)
  return shape
}

/**
 * Reads --dirty. Throws CommandError on an unknown kind, and when the file would be too short to show it.
 */
export function readKind(values: GenerateValues, shape: Shape): DirtyKind | undefined {
  if (values.dirty === undefined) return undefined
  const kind = findKind(String(values.dirty))
  if (!kind) {
    const advice = 'npm run generate -- --dirty list'
    throw new CommandError(`--dirty is not a known kind: ${values.dirty}`, advice, exitCodes.usage)
  }
  if (shape.rows < leastRows) throw wrong(`--dirty needs at least --rows ${leastRows}: ${shape.rows}`)
  return kind
}

/** Reads --source. Throws CommandError on an unknown one, and beside --dirty. */
export function readSource(values: GenerateValues): Source | undefined {
  if (values.source === undefined) return undefined
  if (values.dirty !== undefined) throw wrong('--source and --dirty do not go together')
  const source = sources.find(({ name }) => name === values.source)
  if (source) return source
  const advice = 'npm run generate -- --source list'
  throw new CommandError(`--source is not a known source: ${values.source}`, advice, exitCodes.usage)
}

/** The sources, a line each. */
export const listSources = (): string =>
  sources.map(({ name, prefix, comment }) => `${name.padEnd(12)} ${prefix.padEnd(20)} ${comment}\n`).join('')

/** Reads --encoding. Throws CommandError on anything but utf8 and cp949. */
export function readEncoding(values: GenerateValues): Encoding {
  const encoding = String(values.encoding ?? 'utf8')
    .toLowerCase()
    .replace('utf-8', 'utf8')
  if (encoding !== 'utf8' && encoding !== 'cp949') {
    throw wrong(`--encoding is neither utf8 nor cp949: ${values.encoding}`)
  }
  return encoding
}

function readCount(values: GenerateValues, name: string, fallback: number, least: number) {
  const text = values[name] === undefined ? String(fallback) : String(values[name]).replaceAll('_', '')
  const count = Number(text)
  if (!/^[0-9]+$/.test(text) || !Number.isSafeInteger(count) || count < least) {
    throw wrong(`--${name} is not a whole number of at least ${least}: ${values[name]}`)
  }
  return count
}

function readDay(values: GenerateValues, name: string, fallback: string): string {
  const day = String(values[name] ?? fallback)
  const time = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(day) ? Date.parse(day) : Number.NaN
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day) {
    throw wrong(`--${name} is not a day like 2024-01-31: ${day}`)
  }
  return day
}

function wrong(message: string): CommandError {
  return new CommandError(message, 'see npm run generate -- --help', exitCodes.usage)
}
