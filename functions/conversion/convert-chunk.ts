import { chunkResultKey } from '../storage/layout.ts'
import { type ObjectStore, writeJson } from '../storage/store.ts'
import { type ConversionFiles, type ConversionTask, convertRange } from './convert-range.ts'

/**
 * Converts a byte range of an upload; staged files and what was found go to the store.
 * @param open reads the upload's stored bytes [start, end)
 */
export async function convertChunk(store: ObjectStore, task: ConversionTask, open: ConversionFiles['open']) {
  const { execution, upload, chunk } = task
  const result = await convertRange(task, {
    open,
    save: async (key, path) => void (await store.putFile(key, path)),
  })
  await writeJson(store, chunkResultKey(upload.id, execution, chunk.name), result)
  return { chunk: chunk.name, rows: result.rows, malformed: result.counts.malformed_line ?? 0 }
}
