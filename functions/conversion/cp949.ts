import iconv from 'iconv-lite'

const separator = 10

let table: Uint16Array | undefined

/** Code point of every two-byte CP949 character, by lead byte * 256 + trail byte; 0 = no such character. */
function codePoints(): Uint16Array {
  if (table) return table
  table = new Uint16Array(65_536)
  const pairs: number[] = []
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x41; trail <= 0xfe; trail++) pairs.push(lead, trail, separator)
  }
  const characters = iconv.decode(Buffer.from(pairs), 'cp949').split('\n')
  characters.forEach((character, index) => {
    const pair = Buffer.from([pairs[index * 3]!, pairs[index * 3 + 1]!])
    // iconv-lite replaces what it does not know: only a pair that comes back as it was is a character
    if (character.length === 1 && character !== '\ufffd' && iconv.encode(character, 'cp949').equals(pair))
      table![pair.readUInt16BE()] = character.charCodeAt(0)
  })
  return table
}

/**
 * Writes the CP949 bytes [start, end) as UTF-8 into `out` from `at`, which needs half as much room again. Returns the
 * position after the last byte written, or -1 when the bytes are not CP949: nothing is replaced or guessed.
 */
export function transcodeCp949(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  at: number,
): number {
  const points = codePoints()
  let to = at
  for (let from = start; from < end; from++) {
    const byte = bytes[from]!
    if (byte < 0x80) {
      out[to++] = byte
      continue
    }
    const point = ++from < end ? points[(byte << 8) | bytes[from]!]! : 0
    if (point === 0) return -1
    if (point < 0x800) out[to++] = 0xc0 | (point >> 6)
    else {
      out[to++] = 0xe0 | (point >> 12)
      out[to++] = 0x80 | ((point >> 6) & 0x3f)
    }
    out[to++] = 0x80 | (point & 0x3f)
  }
  return to
}
