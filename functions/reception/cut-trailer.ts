import type { Source } from '../../hive/source.ts'
import { readTrailer, trailerBytes } from '../conversion/read-trailer.ts'
import type { InputFormat } from '../upload/upload.ts'

/**
 * Cuts the trailer of a source's file off: it counts as bytes, not as rows. A gzip file is left as it is: only who unpacks it
 * finds its end.
 * @param bytes of the object as stored
 * @param read gives the stored bytes from there to the end
 */
export async function cutTrailer(
  format: InputFormat,
  bytes: number,
  { layout }: Source,
  read: (start: number) => Promise<Uint8Array>,
): Promise<InputFormat> {
  if (!layout.trailer || format.compression === 'gzip') return format
  const start = Math.max(format.headerBytes, bytes - trailerBytes)
  const tail = start < bytes ? await read(start) : new Uint8Array(0)
  const trailer = readTrailer(tail, layout)
  return { ...format, dataEnd: bytes - trailer.bytes, trailer: trailer.totals }
}
