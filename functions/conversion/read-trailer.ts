import iconv from 'iconv-lite'
import { policy } from '../../hive/policy.ts'
import type { Layout } from '../../hive/source.ts'
import type { ControlTotals } from '../upload/upload.ts'
import { dialectOf, startsTrailer } from './dialect.ts'
import { LF } from './parse-record.ts'

interface TrailerReading {
  /** Bytes at the end that are no rows, blank lines after them included. 0 when there is no trailer. */
  bytes: number
  totals: ControlTotals
}

/** Bytes at the end of a file that its trailer and blank lines after it may take. */
export const trailerBytes = policy.limits.lineBytes

/** Reads the trailer from the last bytes of a file. */
export function readTrailer(tail: Uint8Array, layout: Layout): TrailerReading {
  const { trailer, encoding } = layout
  if (!trailer) return { bytes: 0, totals: {} }
  const starts = lastLines(tail, trailer.lines)
  const at = starts[0]
  if (at === undefined || !startsTrailer(tail, at, dialectOf(layout).trailer)) {
    return { bytes: 0, totals: { flaw: 'the trailer is missing, the file may be cut off' } }
  }
  const lineEnd = tail.indexOf(LF, at)
  const line = Buffer.from(tail.subarray(at, lineEnd < 0 ? tail.length : lineEnd))
  const text = iconv.decode(line, encoding === 'cp949' ? 'cp949' : 'utf8').trimEnd()
  return { bytes: tail.length - at, totals: readTotals(text, layout) }
}

/** Where the last lines that are not blank start; fewer when there are not so many. */
function lastLines(tail: Uint8Array, wanted: number): number[] {
  const starts: number[] = []
  let end = tail.length
  while (end > 0 && starts.length < wanted) {
    const start = tail.subarray(0, end - 1).lastIndexOf(LF) + 1
    const blank = tail.subarray(start, end).every((byte) => byte === LF || byte === 0x0d || byte === 0x1a)
    if (!blank) starts.unshift(start)
    end = start
  }
  return starts.length === wanted ? starts : []
}

function readTotals(line: string, { trailer, delimiter, quotes }: Layout): ControlTotals {
  const fields = line
    .split(delimiter)
    .map((field) => (quotes ? field.replace(/^"(.*)"$/, '$1') : field).trim())
  const totals: { rows?: number; amount?: number } = {}
  for (const name of ['rows', 'amount'] as const) {
    const place = trailer?.[name]
    if (place === undefined) continue
    const text = fields[place - 1] ?? ''
    if (!/^-?[0-9]{1,15}$/.test(text))
      return { flaw: `field ${place} of the trailer is no number of ${name}` }
    totals[name] = Number(text)
  }
  return totals
}

/**
 * Lets a byte stream through but for its end: the last `count` bytes are given to `split`, which says how many of them to
 * keep back.
 */
export async function* holdBack(
  source: AsyncIterable<Uint8Array>,
  count: number,
  split: (tail: Uint8Array) => number,
): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array = new Uint8Array(0)
  for await (const piece of source) {
    waiting = Buffer.concat([waiting, piece])
    const free = waiting.length - count
    if (free <= 0) continue
    yield waiting.subarray(0, free)
    waiting = waiting.subarray(free)
  }
  const rest = waiting.length - split(waiting)
  if (rest > 0) yield waiting.subarray(0, rest)
}
