import { type ConversionTask, convertRange } from './conversion/convert-range.ts'
import { handle } from './handle.ts'
import { openInput } from './storage/input-object.ts'
import { chunkResultKey } from './storage/layout.ts'
import { writeJson } from './storage/store.ts'

/** State ConvertChunk: one byte range of the CSV to staged Parquet files, and what its rows do wrong. */
export const handler = handle(async (task: ConversionTask, store) => {
  const { execution, upload, chunk } = task
  const result = await convertRange(task, {
    open: (start, end) => openInput(upload, start, end),
    save: async (key, path) => void (await store.putFile(key, path)),
  })
  await writeJson(store, chunkResultKey(upload.id, execution, chunk.name), result)
  return { chunk: chunk.name, rows: result.rows, malformed: result.counts.malformed_line ?? 0 }
})
