import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { chooseSource } from '../../hive/choose-source.ts'
import type { Source } from '../../hive/source.ts'
import { readTrailer, trailerBytes } from '../conversion/read-trailer.ts'
import type { InputFormat, Upload } from '../upload/upload.ts'
import { problemOf } from './head-reasons.ts'
import { type HeadVerdict, headBytes, inspectHead } from './inspect-head.ts'

/**
 * Judges an upload at the door, by its key, its first bytes and its trailer where its source has one: how to read it, or why it is refused.
 * @param open reads its stored bytes [start, end)
 */
export async function judgeHead(
  upload: Upload,
  open: (start: number, end: number) => Promise<Readable>,
): Promise<HeadVerdict> {
  if (upload.cardInKey) return { problem: problemOf('cardInKey') }
  const { bytes, key } = upload
  const head = bytes === 0 ? Buffer.alloc(0) : await buffer(await open(0, Math.min(bytes, headBytes)))
  const source = chooseSource(key)
  const verdict = inspectHead(head, bytes, source)
  if ('problem' in verdict) return verdict
  const readEnd = async (start: number) => buffer(await open(start, bytes))
  return { format: await cutTrailer(verdict.format, bytes, source, readEnd) }
}

/**
 * Cuts the trailer of a source's file off: it counts as bytes, not as rows. A gzip file is left as it is: only who unpacks it
 * finds its end.
 * @param bytes of the object as stored
 * @param read gives the stored bytes from there to the end
 */
async function cutTrailer(
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
