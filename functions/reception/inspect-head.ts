import { constants, inflateRawSync } from 'node:zlib'
import { policy } from '../../hive/policy.ts'
import type { Source } from '../../hive/source.ts'
import { source as contract } from '../../hive/sources/contract.ts'
import { expandsTooMuch } from '../conversion/gunzip-stream.ts'
import { headerLength, memberTrailerBytes } from '../conversion/gzip-member.ts'
import type { InputFormat } from '../upload/upload.ts'
import { problemOf } from './head-reasons.ts'
import { readHeader } from './read-header.ts'
import { isGzip, recognizeFile, recognizeWideEncoding, startsWithSeparator } from './recognize-bytes.ts'
import type { HeadProblem } from './rejection.ts'

/** Bytes of an object that are looked at before its run starts: the longest header, and rows to try it on. */
export const headBytes = 131_072

export type HeadVerdict = { format: InputFormat } | { problem: HeadProblem }

/** Judges an object of a source by its first stored bytes and its size: how to read it, or why not. */
export function inspectHead(head: Uint8Array, bytes: number, source: Source = contract): HeadVerdict {
  const { objectBytes, gzipBytes } = policy.limits
  if (bytes === 0) return refuse('empty')
  if (bytes > objectBytes) return refuse('tooLarge', { bytes, most: objectBytes })
  if (!isGzip(head)) return inspectText(head, bytes <= head.length, 'none', source)
  if (bytes > gzipBytes) return refuse('gzipTooLarge', { bytes, most: gzipBytes })
  const text = gunzipHead(head)
  if ('reason' in text) return { problem: text }
  if (isGzip(text)) return refuse('gzipTwice')
  const whole = bytes <= head.length && text.length <= headBytes
  return inspectText(text.subarray(0, headBytes), whole, 'gzip', source)
}

function inspectText(
  text: Uint8Array,
  whole: boolean,
  compression: InputFormat['compression'],
  source: Source,
): HeadVerdict {
  if (text.length === 0) return refuse('gzipEmpty')
  if (text.every((byte) => byte === 0)) return refuse('zeros', { bytes: text.length })
  const name = recognizeFile(text)
  if (name) return refuse('type', { type: name })
  const encoding = recognizeWideEncoding(text)
  if (encoding) return refuse('encoding', { encoding })
  if (source.layout.leadingLines === 0 && startsWithSeparator(text)) return refuse('separatorNote')
  const header = readHeader(text, whole, source)
  return 'problem' in header ? header : { format: { compression, ...header.header } }
}

/** The first uncompressed bytes, of one member or of many, or why there are none. */
function gunzipHead(head: Uint8Array): Uint8Array | HeadProblem {
  const texts: Buffer[] = []
  let at = 0
  try {
    while (at < head.length) {
      const length = headerLength(head.subarray(at))
      if (length === 'short') break
      if (length === null) return problemOf('gzipForeign', { at })
      const { text, consumed } = inflateHead(head.subarray(at + length))
      texts.push(text)
      at += length + consumed + memberTrailerBytes
      while (head[at] === 0) at++
    }
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'ERR_BUFFER_TOO_LARGE') return bomb
    return problemOf('gzipDamaged', { error: code ?? (error as Error).message, at })
  }
  const text = Buffer.concat(texts)
  return expandsTooMuch(text.length, head.length) ? bomb : text
}

function inflateHead(data: Uint8Array): { text: Buffer; consumed: number } {
  const maxOutputLength = data.length * policy.limits.gzipRatio + headBytes * 8
  // the head is cut off: what it holds so far is wanted
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength, info: true }
  const inflated = inflateRawSync(data, options) as unknown as {
    buffer: Buffer
    engine: { bytesWritten: number }
  }
  return { text: inflated.buffer, consumed: inflated.engine.bytesWritten }
}

const bomb = problemOf('gzipBomb', { ratio: policy.limits.gzipRatio })

const refuse = (...problem: Parameters<typeof problemOf>): HeadVerdict => ({ problem: problemOf(...problem) })
