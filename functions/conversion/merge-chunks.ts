import { failsAlready } from '../quality/judge.ts'
import { mapConcurrently } from '../runtime/concurrently.ts'
import { chunkResultKey, countersKey, manifestKey } from '../storage/layout.ts'
import { mustRead, type ObjectStore, writeJson } from '../storage/store.ts'
import type { Chunk, InputFormat, Upload } from '../upload/upload.ts'
import type { ChunkResult } from './chunk-result.ts'
import { mergeResults } from './merge-results.ts'

export interface MergeTask {
  execution: string
  upload: Upload
  format: InputFormat
  chunks: Chunk[]
}

/** What follows the conversion; with `whole`, the chunks to convert instead. */
type Merged =
  | { next: 'whole'; chunks: Chunk[] }
  | { next: 'duplicates' | 'heavyDuplicates' | 'judge'; rows: number; manifest: string; counters: string }

const readers = 16

/** Adds up what the chunks found and writes the upload's manifest. A heavy upload that fails by its rows alone is judged without looking for duplicates. */
export async function mergeChunks(store: ObjectStore, task: MergeTask, heavyRows: number): Promise<Merged> {
  const { execution, upload, format, chunks } = task
  const results = await mapConcurrently(chunks, readers, ({ name }) =>
    mustRead<ChunkResult>(store, chunkResultKey(upload.id, execution, name)),
  )
  const merged = mergeResults(results, upload, format)
  if (!merged) {
    const { headerBytes: start, dataEnd: end = upload.bytes } = format
    return { next: 'whole', chunks: [{ name: 'whole', start, end }] }
  }
  const keys = { manifest: manifestKey(upload.id, execution), counters: countersKey(upload.id, execution) }
  await Promise.all([
    writeJson(store, keys.manifest, merged.manifest),
    writeJson(store, keys.counters, { ...merged.counters, lineBases: merged.lineBases }),
  ])
  const { rows } = merged.counters
  if (rows < heavyRows) return { next: 'duplicates', rows, ...keys }
  return { next: failsAlready(merged.counters) ? 'judge' : 'heavyDuplicates', rows, ...keys }
}
