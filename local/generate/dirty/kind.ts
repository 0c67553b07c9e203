import { contractColumnNames } from '../../../hive/input.ts'
import type { Encoding } from '../rows/csv.ts'
import type { Row, Shape } from '../rows/transactions.ts'

/** What must become of a dirty file. */
export type Expected =
  /** Accepted; `checks` are those that warn. */
  | { outcome: 'published'; verdict: 'PASS' | 'WARN'; checks: string[] }
  /** Refused after conversion; `checks` are those that fail. */
  | { outcome: 'rejected'; by: 'quality'; checks: string[] }
  /** Refused from its first bytes; the reason names this. */
  | { outcome: 'rejected'; by: 'head'; names: string }

/** A way in which a file can be wrong or odd: what it changes, from the first step to the last, and what must follow. */
export interface DirtyKind {
  name: string
  meaning: string
  expected: Expected
  shape?: Partial<Shape>
  encoding?: Encoding
  gzip?: boolean
  /** Changes the fields of one row (`index` from 0), or leaves it as it is. */
  changeRow?: (row: Row, index: number, previous: Row | undefined) => Row
  changeHeader?: (names: string[]) => string[]
  /** Turns fields, header included, into a line with its end; `index` is -1 for the header. */
  writeLine?: (fields: string[], index: number) => string
  /** Changes one line's bytes or text after that; lines come with their ends. */
  encodeLine?: (line: string, index: number) => Buffer
  /** Changes the whole file. */
  changeFile?: (blocks: Iterable<Buffer>) => Iterable<Buffer>
}

/** Fewest rows with which every kind keeps its promise. */
export const leastRows = 500

/** One row in 500, the tenth first: below one percent of any file of at least `leastRows` rows. */
export const isAffected = (index: number) => index % 500 === 9

/** The how-manieth affected row this is, from 0: picks among variants. */
const affectedRank = (index: number) => Math.floor(index / 500)

function placeOf(column: string): number {
  const place = contractColumnNames.indexOf(column)
  if (place < 0) throw new Error(`not an input column: ${column}`)
  return place
}

export function get(row: Row, column: string): string {
  return row[placeOf(column)]!
}

/** A copy of the row with one field changed. */
export function set(row: Row, column: string, value: string): Row {
  return row.with(placeOf(column), value)
}

/** Puts variants of a value into a column of the affected rows, one after the other. */
export function vary(column: string, variants: readonly string[]): NonNullable<DirtyKind['changeRow']> {
  return (row, index) =>
    isAffected(index) ? set(row, column, variants[affectedRank(index) % variants.length]!) : row
}

export const passes: Expected = { outcome: 'published', verdict: 'PASS', checks: [] }
export const warns = (...checks: string[]): Expected => ({ outcome: 'published', verdict: 'WARN', checks })
export const fails = (...checks: string[]): Expected => ({ outcome: 'rejected', by: 'quality', checks })
export const refused = (names: string): Expected => ({ outcome: 'rejected', by: 'head', names })
