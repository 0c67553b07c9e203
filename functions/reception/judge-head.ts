import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { chooseSource } from '../../hive/choose-source.ts'
import type { Upload } from '../upload/upload.ts'
import { problemOf } from './head-reasons.ts'
import { type HeadVerdict, headBytes, inspectHead } from './inspect-head.ts'

/**
 * Judges an upload at the door, by its key and its first bytes: how to read it, or why it is refused.
 * @param open reads its stored bytes [start, end)
 */
export async function judgeHead(
  upload: Upload,
  open: (start: number, end: number) => Promise<Readable>,
): Promise<HeadVerdict> {
  if (upload.cardInKey) return { problem: problemOf('cardInKey') }
  const { bytes, key } = upload
  const head = bytes === 0 ? Buffer.alloc(0) : await buffer(await open(0, Math.min(bytes, headBytes)))
  return inspectHead(head, bytes, chooseSource(key))
}
