import { createHash } from 'node:crypto'

/** A kind of file that some sender delivers, and how it becomes rows of the contract. */
export interface Source {
  /** Name of its file under `hive/sources/`. */
  name: string
  /** Keys of the input bucket that are its files; the longest prefix that fits decides. */
  prefix: string
  /** Who sends it and what is odd about it, a sentence for people. */
  comment: string
  layout: Layout
  /** Columns of its files: in their order where no header names them. A header may have them in any order. */
  columns: readonly SourceColumn[]
  /** Where each input column comes from; one that is absent here is NULL in its rows, which is no issue of theirs. */
  fields: Record<string, Field>
  /** Notations of card numbers it may send besides `****-****-****-NNNN`. */
  cardMasks: readonly CardMask[]
}

/** How bytes become records of text. */
export interface Layout {
  delimiter: Delimiter
  /** True: fields may be quoted as in RFC 4180. False: a quote is a character like any other. */
  quotes: boolean
  /** `either`: each line by itself, as UTF-8 where it is valid, else as CP949. */
  encoding: 'utf8' | 'cp949' | 'either'
  /** `exact` names the columns letter by letter, `loose` in any case and with blanks around; `none`: there is no header. */
  header: 'exact' | 'loose' | 'none'
  /** Lines at the beginning of the object, blank ones not counted, that are neither header nor rows. */
  leadingLines: number
  trailer: Trailer | null
}

export type Delimiter = ',' | '|' | '\t' | ';'

/** What stands at the end of the object and is no row. */
interface Trailer {
  /** Lines it has, blank ones not counted. */
  lines: number
  /** How its first line starts, quotes included. No row may. */
  starts: string
  /** Fields of its first line, counted from 1, that say how many rows there are and what their amounts add up to (won). */
  rows?: number
  amount?: number
}

interface SourceColumn {
  name: string
  /** Other names a header may give it. */
  aliases?: readonly string[]
  /** What generated files have in it, where no field is made of it. */
  filler?: string
}

/** Where a column of the contract comes from: the text of one or two columns (joined by a space), or always the same. */
export type Field =
  | { constant: string }
  | {
      from: string | readonly [string, string]
      /** Texts with another text in the contract; a text that is not among them stays as it was sent. */
      values?: Readonly<Record<string, string>>
      moment?: Moment
      number?: NumberFormat
    }

/** Notations of date and time. */
export interface Moment {
  /** Fixed widths: yyyy, MM, dd, HH (or H for one digit), mm, ss; every other character stands for itself. */
  patterns: readonly string[]
  /** Offset of the sender's clock from UTC. */
  zone: `${'+' | '-'}${number}:${number}`
}

/** What a number may be written with, beside digits and a sign before them. */
export interface NumberFormat {
  /** Stands after every third digit from the right. */
  thousands?: ',' | ' ' | '.'
  /** Stands before the decimals, which must all be zero. */
  decimals?: '.' | ','
  /** The minus of a negative number stands behind it. */
  signBehind?: boolean
  /** May stand before or behind the number, such as `₩` or `원`. */
  unit?: string
}

/** N is a digit that is shown, * one that is hidden: at most the first eight and the last four, as PCI DSS 3.4.1 allows. */
export type CardMask = 'NNNN-NN**-****-NNNN' | 'NNNN-NNNN-****-NNNN' | 'NNNNNN******NNNN' | 'NNNNNNNN****NNNN'

/** Columns of a source that a field is made of. */
export const columnsOf = (field: Field): readonly string[] =>
  'constant' in field ? [] : typeof field.from === 'string' ? [field.from] : field.from

/** Names of the columns that a file of the source must have. */
export function requiredColumns({ fields }: Source): string[] {
  return [...new Set(Object.values(fields).flatMap(columnsOf))]
}

/** Hash of everything a source says. Rows converted by another one stay as they are until their upload is replayed. */
export const sourceHash = (source: Source): string =>
  createHash('sha256').update(JSON.stringify(source)).digest('hex').slice(0, 16)
