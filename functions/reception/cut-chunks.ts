import type { Chunk, InputFormat } from '../upload/upload.ts'

/** Chunks of one upload at most, so that what travels between states stays small. */
const mostChunks = 500
/** Bytes of a chunk from which two are done sooner than one. */
const leastBytes = 4 * 1024 * 1024
/** What an object's hash takes, as a share of its conversion. */
const hashShare = 1 / 20

/**
 * Cuts an object into byte ranges of one size, of `chunkBytes` at most, or larger where there would be too many; gzip is
 * one. What is worth it is cut in two at least: a function converts on one CPU. The first range is shorter, by half at most, where
 * its function makes the announced hash of the object too.
 */
export function cutChunks(format: InputFormat, bytes: number, chunkBytes: number): Chunk[] {
  if (format.compression === 'gzip') return [{ name: 'whole', start: 0, end: bytes }]
  const { headerBytes: first, dataEnd: last = bytes, announced } = format
  const length = last - first
  const hashing = announced?.sha256 ? length * hashShare : 0
  const spared = Math.min(hashing, chunkBytes / 2)
  const needed = Math.ceil((length + spared) / chunkBytes)
  const worthy = Math.min(2, Math.floor(length / leastBytes))
  const count = Math.min(mostChunks, Math.max(1, needed, worthy))
  const boundary = (index: number) =>
    first + (index === 0 ? 0 : Math.round(((length + spared) / count) * index - spared))
  return Array.from({ length: count }, (_, index) => ({
    name: String(index + 1).padStart(5, '0'),
    start: boundary(index),
    end: boundary(index + 1),
  }))
}
