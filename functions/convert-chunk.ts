import { convertChunk } from './conversion/convert-chunk.ts'
import type { ConversionTask } from './conversion/convert-range.ts'
import { handle } from './handle.ts'
import { openInput } from './storage/input-object.ts'

/** State ConvertChunk: one byte range of the CSV to staged Parquet files, and what its rows do wrong. */
export const handler = handle((task: ConversionTask, store) =>
  convertChunk(store, task, (start, end) => openInput(task.upload, start, end)),
)
