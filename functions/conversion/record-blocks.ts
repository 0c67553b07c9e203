import { ByteWindow } from './byte-window.ts'
import { type CleanRecords, decodeRecords } from './decode-records.ts'
import { contractDialect, type Dialect } from './dialect.ts'
import { LF } from './parse-record.ts'
import { scanRecords } from './scan-records.ts'

/** Which records of a byte stream to take, and how they are cut into blocks. */
export interface BlockOptions {
  /** Fields each record must have. */
  fields: number
  /** Bytes a record may have, line end included. */
  lineBytes: number
  /** Malformed lines to describe per block. */
  sampleLimit: number
  /** Bytes scanned at once; memory is bounded by it. */
  blockBytes: number
  /** Position of the stream's first byte in the uncompressed file. */
  position: number
  /** Records that start at this position or later are left to others. */
  end: number
  /** True when the first record starts only after the next line feed. */
  midLine: boolean
  /** True when the stream ends where the file does. */
  reachesEnd: boolean
  /** The contract's when absent. */
  dialect?: Dialect
}

/** Clean records of one block. */
export interface RecordBlock extends CleanRecords {
  /** The scanned bytes, to show malformed lines; valid until the next block is asked for. */
  bytes: Uint8Array
  /** Physical lines between the stream's first record and this block. */
  lineBase: number
}

/** Where the records taken start and end; positions in the uncompressed file, null while the bytes do not show them. */
export interface RecordBounds {
  /** Start of the first record. */
  first: number | null
  /** Start of the first record left to others. */
  next: number | null
  /** Physical lines between the two. */
  lines: number
}

/**
 * Cuts a byte stream into blocks of whole, clean records, in constant memory, and notes in `bounds` where they lie: ranges of a
 * file that were read apart give what the whole gives exactly when each starts where the one before it ended.
 */
export async function* readBlocks(
  source: AsyncIterable<Uint8Array>,
  options: BlockOptions,
  bounds: RecordBounds,
): AsyncGenerator<RecordBlock> {
  const { blockBytes, lineBytes, end, fields, sampleLimit, dialect = contractDialect } = options
  // a record that starts in the range may end behind it
  const atOnce = Math.min(blockBytes, Math.max(end - options.position, 1))
  const window = new ByteWindow(source, atOnce + lineBytes, options.position)
  let skipping = options.midLine
  try {
    do {
      const bytes = await window.fill()
      const final = window.ended && options.reachesEnd
      const from = skipping ? nextLine(bytes, final) : 0
      if (from < 0) {
        window.consume(bytes.length)
        continue
      }
      const limit = end - window.position
      const scan = scanRecords(bytes, { fields, lineBytes, sampleLimit, from, limit, final, dialect })
      bounds.first ??= window.position + from
      yield { ...decodeRecords(bytes, scan, sampleLimit, dialect), bytes, lineBase: bounds.lines }
      bounds.lines += scan.lineCount
      bounds.next = scan.insideLongLine ? null : window.position + scan.next
      skipping = scan.insideLongLine
      window.consume(scan.next)
    } while (!window.ended && (skipping || window.position < end))
  } finally {
    await window.close()
  }
}

function nextLine(bytes: Uint8Array, final: boolean): number {
  const lineFeed = bytes.indexOf(LF)
  if (lineFeed >= 0) return lineFeed + 1
  return final ? bytes.length : -1
}
