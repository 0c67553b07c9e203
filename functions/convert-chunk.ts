import { type ConversionTask, convertRange } from './conversion/convert-range.ts'
import { outputBucket } from './runtime/environment.ts'
import { carry } from './runtime/handler.ts'
import { openInput } from './storage/input-object.ts'
import { chunkResultKey } from './storage/layout.ts'
import { putFile } from './storage/object-file.ts'
import { s3Store, writeJson } from './storage/store.ts'

/** State ConvertChunk: one byte range of the CSV to staged Parquet files, and what its rows do wrong. */
export const handler = carry(async (task: ConversionTask) => {
  const { execution, upload, chunk } = task
  const result = await convertRange(task, {
    open: (start, end) => openInput(upload, start, end),
    save: async (key, path) => void (await putFile(outputBucket(), key, path)),
  })
  await writeJson(s3Store(outputBucket()), chunkResultKey(upload.id, execution, chunk.name), result)
  return { chunk: chunk.name, rows: result.rows, malformed: result.counts.malformed_line ?? 0 }
})
