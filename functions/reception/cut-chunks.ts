import type { Chunk, InputFormat } from '../upload/upload.ts'

/** Chunks of one upload at most, so that what travels between states stays small. */
const mostChunks = 500

/** Cuts an object into byte ranges of `chunkBytes`, larger where there would be too many; gzip is one. */
export function cutChunks(format: InputFormat, bytes: number, chunkBytes: number): Chunk[] {
  if (format.compression === 'gzip') return [{ name: 'whole', start: 0, end: bytes }]
  const { headerBytes: first, dataEnd: last = bytes } = format
  const size = Math.max(chunkBytes, Math.ceil((last - first) / mostChunks))
  const count = Math.max(1, Math.ceil((last - first) / size))
  return Array.from({ length: count }, (_, index) => ({
    name: String(index + 1).padStart(5, '0'),
    start: first + index * size,
    end: Math.min(last, first + (index + 1) * size),
  }))
}
