import iconv from 'iconv-lite'
import type { Layout } from '../../hive/source.ts'
import { source as contract } from '../../hive/sources/contract.ts'

/** A source's layout as the scanner of bytes needs it. */
export interface Dialect {
  /** Byte between fields. */
  delimiter: number
  /** Byte around fields; -1 for none. */
  quote: number
  encoding: Layout['encoding']
  /** First bytes of the trailer: a line that starts so is no row. Empty for none. */
  trailer: Uint8Array
}

export const dialectOf = ({ delimiter, quotes, encoding, trailer }: Layout): Dialect => ({
  delimiter: delimiter.charCodeAt(0),
  quote: quotes ? 0x22 : -1,
  encoding,
  trailer: trailer ? encodeText(trailer.starts, encoding) : new Uint8Array(0),
})

const encodeText = (text: string, encoding: Layout['encoding']) =>
  encoding === 'cp949' ? iconv.encode(text, 'cp949') : Buffer.from(text)

export const contractDialect = dialectOf(contract.layout)

/** True when the trailer's first bytes stand at `at`. */
export const startsTrailer = (bytes: Uint8Array, at: number, trailer: Uint8Array): boolean =>
  trailer.length > 0 && trailer.every((byte, index) => bytes[at + index] === byte)
