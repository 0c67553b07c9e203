import { constants, inflateRawSync } from 'node:zlib'
import { policy } from '../../hive/policy.ts'
import type { Source } from '../../hive/source.ts'
import { source as contract } from '../../hive/sources/contract.ts'
import { expandsTooMuch } from '../conversion/gunzip-stream.ts'
import { headerLength, trailerBytes } from '../conversion/gzip-member.ts'
import type { InputFormat } from '../upload/upload.ts'
import { readHeader } from './read-header.ts'
import { isGzip, recognizeFile, recognizeWideEncoding, startsWithSeparator } from './recognize-bytes.ts'
import type { HeadProblem } from './rejection.ts'

/** Bytes of an object that are looked at before its run starts: the longest header, and rows to try it on. */
export const headBytes = 131_072

export type HeadVerdict = { format: InputFormat } | { problem: HeadProblem }

/** Judges an object of a source by its first stored bytes and its size: how to read it, or why not. */
export function inspectHead(head: Uint8Array, bytes: number, source: Source = contract): HeadVerdict {
  const { objectBytes, gzipBytes } = policy.limits
  if (bytes === 0) return refuse('the file is empty (0 bytes)')
  if (bytes > objectBytes) return refuse(`the file has ${bytes} bytes; at most ${objectBytes} are read`)
  if (!isGzip(head)) return inspectText(head, bytes <= head.length, 'none', source)
  if (bytes > gzipBytes)
    return refuse(
      `the gzip file has ${bytes} bytes; at most ${gzipBytes} are read, send it in parts or plain`,
    )
  const text = gunzipHead(head)
  if (typeof text === 'string') return refuse(text)
  if (isGzip(text)) return refuse('the file is gzip within gzip')
  const whole = bytes <= head.length && text.length <= headBytes
  return inspectText(text.subarray(0, headBytes), whole, 'gzip', source)
}

function inspectText(
  text: Uint8Array,
  whole: boolean,
  compression: InputFormat['compression'],
  source: Source,
): HeadVerdict {
  if (text.length === 0) return refuse('the file is empty after decompression')
  if (text.every((byte) => byte === 0))
    return refuse(
      `the first ${text.length} bytes are all zero: the file was not written or transferred to its end`,
    )
  const name = recognizeFile(text)
  if (name) return refuse(`the file is ${name}, not CSV`)
  const encoding = recognizeWideEncoding(text)
  if (encoding) return refuse(`the file is encoded in ${encoding}; send it as UTF-8 or CP949`)
  if (source.layout.leadingLines === 0 && startsWithSeparator(text))
    return refuse('the first line is a note to Excel (sep=…), not the header: save the file without it')
  const header = readHeader(text, whole, source)
  return 'problem' in header ? header : { format: { compression, ...header.header } }
}

/** The first uncompressed bytes, of one member or of many, or why there are none. */
function gunzipHead(head: Uint8Array): Uint8Array | string {
  const texts: Buffer[] = []
  let at = 0
  try {
    while (at < head.length) {
      const length = headerLength(head.subarray(at))
      if (length === 'short') break
      if (length === null)
        return `the gzip data is damaged: at byte ${at} of the object no gzip member starts`
      const { text, consumed } = inflateHead(head.subarray(at + length))
      texts.push(text)
      at += length + consumed + trailerBytes
      while (head[at] === 0) at++
    }
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'ERR_BUFFER_TOO_LARGE') return bomb
    return `the gzip data is damaged (${code ?? (error as Error).message}) in the member that starts at byte ${at} of the object`
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

const bomb = `the gzip data expands more than ${policy.limits.gzipRatio} times: a ratio of decompression bombs`

const refuse = (reason: string): HeadVerdict => ({ problem: { reason, details: [] } })
