import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { policy } from '../../hive/policy.ts'
import type { Flaw } from './parse-record.ts'

/** Uncompressed bytes; `damage` tells after the end why the stream stopped early. */
export interface GunzippedStream {
  bytes: AsyncIterable<Uint8Array>
  damage: Flaw | null
}

/** Bytes any gzip may expand to before its ratio is looked at. */
const ratioFreeBytes = 1_048_576

/** Unpacks a gzip stream. Damaged data and decompression bombs end it and are told as a value; faults of the source throw. */
export function gunzipStream(source: Readable): GunzippedStream {
  const stream: GunzippedStream = { bytes: unpack(), damage: null }
  async function* unpack() {
    // an error of either stream reaches the reader of the second
    const gunzip = pipeline(source, createGunzip(), () => undefined)
    let expanded = 0
    try {
      for await (const bytes of gunzip as AsyncIterable<Buffer>) {
        expanded += bytes.length
        if (expandsTooMuch(expanded, gunzip.bytesWritten)) {
          stream.damage = 'gzip data expands too much'
          return
        }
        yield bytes
      }
    } catch (error) {
      if (!(error as { code?: string }).code?.startsWith('Z_')) throw error
      stream.damage = 'damaged gzip data'
    }
  }
  return stream
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
