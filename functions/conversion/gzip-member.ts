/** Flags of a header by what they add to it. */
const adds = { extra: 4, name: 8, comment: 16, check: 2 }
const fixedBytes = 10

/** Bytes of CRC and length behind a member's data. */
export const memberTrailerBytes = 8

/**
 * Length of the gzip header (RFC 1952) at the start of the bytes; `short` while more bytes must tell, null when they
 * are no gzip member.
 */
export function headerLength(bytes: Uint8Array): number | 'short' | null {
  const start = [0x1f, 0x8b, 8]
  if (start.some((byte, index) => index < bytes.length && bytes[index] !== byte)) return null
  if (bytes.length < fixedBytes) return 'short'
  const flags = bytes[3]!
  if (flags & 0xe0) return null
  let at = fixedBytes
  if (flags & adds.extra) at += 2 + (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256
  for (const text of [adds.name, adds.comment]) {
    if (!(flags & text)) continue
    const end = bytes.indexOf(0, at)
    if (at >= bytes.length || end < 0) return 'short'
    at = end + 1
  }
  if (flags & adds.check) at += 2
  return at <= bytes.length ? at : 'short'
}

/** True when a member's trailer is that of data with this CRC-32 and so many bytes. */
export function trailerFits(trailer: Buffer, crc: number, bytes: number): boolean {
  return trailer.readUInt32LE(0) === crc && trailer.readUInt32LE(4) === bytes % 2 ** 32
}
