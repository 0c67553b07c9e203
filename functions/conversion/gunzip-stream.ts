import { once } from 'node:events'
import { crc32, createInflateRaw, type InflateRaw } from 'node:zlib'
import { policy } from '../../hive/policy.ts'
import type { Flaw } from './flaws.ts'
import { headerLength, memberTrailerBytes, trailerFits } from './gzip-member.ts'
import { StoredBytes } from './stored-bytes.ts'

/** Why unpacking stopped, and at which byte of the stored object. */
export interface Damage {
  flaw: Flaw
  offset: number
}

/** Uncompressed bytes; `damage` tells after the end why the stream stopped early. */
interface GunzippedStream {
  bytes: AsyncIterable<Uint8Array>
  damage: Damage | null
}

/** Bytes any gzip may expand to before its ratio is looked at. */
const ratioFreeBytes = 1_048_576
/** Bytes within which a member's header must end. */
const longestHeader = 131_072

/**
 * Unpacks every member of a gzip object, to its last byte: zero bytes between and after members are padding, as
 * `gzip` itself reads them, anything else there is damage. Damage and decompression bombs end the stream; faults of
 * the source throw.
 */
export function gunzipStream(source: AsyncIterable<Uint8Array>): GunzippedStream {
  const stream: GunzippedStream = { bytes: unpack(), damage: null }
  async function* unpack() {
    const stored = new StoredBytes(source)
    const stop = (flaw: Flaw, offset = stored.position) => {
      stream.damage = { flaw, offset }
    }
    let expanded = 0
    try {
      for (let members = 0; members === 0 || (await stored.skipZeros()); members++) {
        if (!(await passHeader(stored)))
          return stop(
            members === 0 ? 'damaged gzip data' : 'bytes that are no gzip between or after its members',
          )
        const member = inflate(stored)
        for await (const bytes of member.bytes) {
          expanded += bytes.length
          if (expandsTooMuch(expanded, stored.position)) return stop('gzip data expands too much')
          yield bytes
        }
        const trailer = (await stored.peek(memberTrailerBytes)).subarray(0, memberTrailerBytes)
        if (
          member.damaged() ||
          trailer.length < memberTrailerBytes ||
          !trailerFits(trailer, member.crc(), member.size())
        )
          return stop('damaged gzip data')
        stored.consume(memberTrailerBytes)
      }
    } finally {
      await stored.close()
    }
  }
  return stream
}

/** Passes over a member's header; false when there is none. */
async function passHeader(stored: StoredBytes): Promise<boolean> {
  let bytes = await stored.peek(1)
  for (;;) {
    const length = headerLength(bytes)
    if (typeof length === 'number') {
      stored.consume(length)
      return true
    }
    const more = await stored.peek(bytes.length + 1)
    if (length === null || more.length === bytes.length || more.length > longestHeader) return false
    bytes = more
  }
}

/** The data of one member; consumes exactly its bytes. */
function inflate(stored: StoredBytes) {
  let [crc, size, damaged] = [0, 0, false]
  async function* unpack() {
    const raw = createInflateRaw()
    const fed = feed(raw, stored)
    try {
      for await (const bytes of raw as AsyncIterable<Buffer>) {
        crc = crc32(bytes, crc)
        size += bytes.length
        yield bytes
      }
      await fed
    } catch (error) {
      if (!(error as { code?: string }).code?.startsWith('Z_')) throw error
      damaged = true
    } finally {
      raw.destroy()
    }
  }
  return { bytes: unpack(), crc: () => crc, size: () => size, damaged: () => damaged }
}

/** Gives the stored bytes to the inflater until it has seen its end, and consumes what it took. */
async function feed(raw: InflateRaw, stored: StoredBytes): Promise<void> {
  // an inflater at its end takes no more and answers no write
  const stopped = Promise.race([once(raw, 'end'), once(raw, 'close')]).catch(() => {})
  try {
    while (!raw.readableEnded && !raw.destroyed) {
      const bytes = await stored.peek()
      if (bytes.length === 0) {
        raw.end()
        return
      }
      const before = raw.bytesWritten
      await Promise.race([new Promise((done) => raw.write(bytes, done)), stopped])
      stored.consume(raw.bytesWritten - before)
    }
  } catch (error) {
    raw.destroy(error as Error)
  }
}

/** True when so many bytes from so few are a decompression bomb, or more than any input may have. */
export function expandsTooMuch(expanded: number, compressed: number): boolean {
  const { gzipRatio, objectBytes } = policy.limits
  return (expanded > ratioFreeBytes && expanded > compressed * gzipRatio) || expanded > objectBytes
}

/** The stream without its first bytes. */
export async function* dropBytes(
  source: AsyncIterable<Uint8Array>,
  count: number,
): AsyncGenerator<Uint8Array> {
  let left = count
  for await (const bytes of source) {
    if (bytes.length > left) yield bytes.subarray(left)
    left = Math.max(0, left - bytes.length)
  }
}
