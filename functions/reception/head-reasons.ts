import { withoutRows } from '../conversion/flaws.ts'
import { maskDigits } from '../masking/masking.ts'
import type { HeadProblem } from './rejection.ts'

/** Why a file is refused at the door, and what its sender does; what the file shows stands in braces. */
interface HeadReason {
  says: string
  remedy: string
}

const exportAgain = 'Export the file again'
const underSameName = 'and upload it under the same name.'

/** Every refusal at the door. */
export const headReasons = {
  cardInKey: {
    says: 'its key shows a card number in clear, here masked',
    remedy: 'Delete the object with all its versions, and upload the file under a name without the number.',
  },
  empty: {
    says: 'the file is empty (0 bytes)',
    remedy: `Its export or transfer failed: repeat it ${underSameName}`,
  },
  zeros: {
    says: 'the first {bytes} bytes are all zero: the file was not written or transferred to its end',
    remedy: `Transfer it again ${underSameName}`,
  },
  tooLarge: {
    says: 'the file has {bytes} bytes; at most {most} are read',
    remedy: 'Send it in parts, each with the header.',
  },
  gzipTooLarge: {
    says: 'the gzip file has {bytes} bytes; at most {most} are read',
    remedy: 'Send it plain, or in parts, each with the header.',
  },
  gzipDamaged: {
    says: 'the gzip data is damaged ({error}) in the member that starts at byte {at} of the object',
    remedy: `Test it with gzip -t, and transfer it again ${underSameName}`,
  },
  gzipForeign: {
    says: 'the gzip data is damaged: at byte {at} of the object no gzip member starts',
    remedy: `Leave out what follows the gzip data from that byte on ${underSameName}`,
  },
  gzipBomb: {
    says: 'the gzip data expands more than {ratio} times: a ratio of decompression bombs',
    remedy: 'Send the file plain if it is really yours.',
  },
  gzipTwice: {
    says: 'the file is gzip within gzip',
    remedy: `Compress it once ${underSameName}`,
  },
  gzipEmpty: {
    says: 'the file is empty after decompression',
    remedy: `Its export failed: repeat it ${underSameName}`,
  },
  type: {
    says: 'the file is {type}, not CSV',
    remedy: `Save or unpack it as CSV in UTF-8 ${underSameName}`,
  },
  encoding: {
    says: 'the file is encoded in {encoding}',
    remedy: `Save it as UTF-8 or CP949 ${underSameName}`,
  },
  separatorNote: {
    says: 'the first line is a note to Excel (sep=…), not the header',
    remedy: `Take that line out ${underSameName}`,
  },
  blank: {
    says: 'the file holds only blank lines',
    remedy: `${exportAgain} ${underSameName}`,
  },
  binary: {
    says: 'the file is binary data of no type that is known: a NUL byte stands in its first line',
    remedy: `Save, unpack or decrypt it as CSV ${underSameName}`,
  },
  carriageReturns: {
    says: 'lines end with CR alone; LF or CRLF is read',
    remedy: `Save it with LF or CRLF (\`tr '\\r' '\\n'\`) ${underSameName}`,
  },
  header: {
    says: 'the header line cannot be read: {flaw}',
    remedy: `Correct the line ${underSameName}`,
  },
  headerEncoding: {
    says: 'the header line is {encoding}',
    remedy: `Save the file as UTF-8 or CP949 ${underSameName}`,
  },
  cardInHeader: {
    says: 'the header shows a card number in clear',
    remedy: `Take the number out of the header, or put the header before the rows, ${underSameName} Delete the refused version: it holds the number.`,
  },
  columns: {
    says: 'the header does not have the columns of {source}',
    remedy: `Correct the columns listed ${underSameName}`,
  },
  delimiter: {
    says: 'columns are separated by {found}; {wanted} are read',
    remedy: `Save it with {wanted} between the columns ${underSameName}`,
  },
  rows: {
    says: 'no row has the {fields} fields of the {shape}',
    remedy: `Look at the lines listed: is the separator or the header another one? Correct the file ${underSameName}`,
  },
} as const satisfies Record<string, HeadReason>

/** How columns differ from those that are read; one line each. */
export const columnProblems = {
  many: '{count} columns; at most {most} are read',
  missing: 'missing: {names}',
  renamed: 'column {place} is "{name}", expected "{meant}"',
  twice: 'more than once: {names}',
  unknown: 'not in {source}: {names}',
} as const

/** Oddities of a file that are accepted. */
export const headWarnings = {
  extra: 'extra columns are not carried: {names}',
  noRows: withoutRows,
  unhashed: 'the SHA-256 of {bytes} bytes is not compared; at most {most} bytes are',
} as const

export type HeadReasonName = keyof typeof headReasons

type Values = Record<string, string | number>

/** The problem of that name with what the file shows, card numbers masked. */
export function problemOf(
  name: HeadReasonName,
  values: Values = {},
  where: Partial<Pick<HeadProblem, 'line' | 'column' | 'details'>> = {},
): HeadProblem {
  const { says, remedy } = headReasons[name]
  return { reason: fill(says, values), remedy: fill(remedy, values), details: [], ...where }
}

/** The text with what the file shows in its places: card numbers masked, other numbers with commas, as no card number is. */
export const fill = (text: string, values: Values): string =>
  maskDigits(text.replace(/\{(\w+)\}/g, (_, name: string) => values[name]!.toLocaleString('en')))
