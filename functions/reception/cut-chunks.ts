import type { Chunk, InputFormat } from '../upload/upload.ts'

/** Chunks of one upload at most, so that what travels between states stays small. */
const mostChunks = 500
/** Bytes of a chunk from which two are done sooner than one. */
const leastBytes = 4 * 1024 * 1024

/**
 * Cuts an object into byte ranges of one size, of `chunkBytes` at most, or larger where there would be too many; gzip is
 * one. What is worth it is cut in two at least: a function converts on one CPU.
 */
export function cutChunks(format: InputFormat, bytes: number, chunkBytes: number): Chunk[] {
  if (format.compression === 'gzip') return [{ name: 'whole', start: 0, end: bytes }]
  const { headerBytes: first, dataEnd: last = bytes } = format
  const needed = Math.ceil((last - first) / chunkBytes)
  const worthy = Math.min(2, Math.floor((last - first) / leastBytes))
  const count = Math.min(mostChunks, Math.max(1, needed, worthy))
  const boundary = (index: number) => first + Math.round(((last - first) / count) * index)
  return Array.from({ length: count }, (_, index) => ({
    name: String(index + 1).padStart(5, '0'),
    start: boundary(index),
    end: boundary(index + 1),
  }))
}
