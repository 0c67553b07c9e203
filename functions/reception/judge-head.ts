import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { chooseSource } from '../../hive/choose-source.ts'
import type { Upload } from '../upload/upload.ts'
import { cutTrailer } from './cut-trailer.ts'
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
