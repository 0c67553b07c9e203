import { rm } from 'node:fs/promises'
import { mapConcurrently } from '../runtime/concurrently.ts'
import { chunkResultKey, stagedPackKey } from '../storage/layout.ts'
import { packFiles } from '../storage/packs.ts'
import { type ObjectStore, writeJson } from '../storage/store.ts'
import { type ConversionFiles, type ConversionTask, convertRange, type UnsavedFile } from './convert-range.ts'

/** Files saved at the same time. */
const writers = 16
/** Bytes of CSV up to which an upload's units are packed: so little is read whole for any of its units. */
const packedBytes = 256 * 1024 * 1024
/** What gzip makes of transactions, roughly. */
const gzipRatio = 6

/** Saves the files of several units of a small upload as one object. */
async function saveStaged(
  store: ObjectStore,
  { execution, upload, format }: ConversionTask,
  files: readonly UnsavedFile[],
  part: string,
): Promise<string[]> {
  const bytes = upload.bytes * (format.compression === 'gzip' ? gzipRatio : 1)
  if (files.length < 2 || bytes > packedBytes)
    return mapConcurrently(files, writers, async ({ key, path }) => {
      await store.putFile(key, path)
      return key
    })
  const pack = stagedPackKey(upload.id, execution, part)
  const packed = `${files[0]!.path}.pack`
  const paths = files.map(({ path }) => path)
  const names = await packFiles(paths, pack, packed)
  await store.putFile(pack, packed)
  await rm(packed)
  return names
}

/**
 * Converts a byte range of an upload; staged files and what was found go to the store.
 * @param open reads the upload's stored bytes [start, end)
 */
export async function convertChunk(store: ObjectStore, task: ConversionTask, open: ConversionFiles['open']) {
  const { execution, upload, chunk } = task
  const result = await convertRange(task, {
    open,
    save: (files, part) => saveStaged(store, task, files, part),
  })
  await writeJson(store, chunkResultKey(upload.id, execution, chunk.name), result)
  return { chunk: chunk.name, rows: result.rows, malformed: result.counts.malformed_line ?? 0 }
}
