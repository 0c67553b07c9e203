import { join } from 'node:path'
import type { LineBases } from './conversion/merge-results.ts'
import { findIssuesInSet } from './quality/duplicates.ts'
import { mapConcurrently } from './runtime/concurrently.ts'
import { withDuckDb } from './runtime/duckdb.ts'
import { outputBucket } from './runtime/environment.ts'
import { carry } from './runtime/handler.ts'
import { duplicatesKey, stagedChunk } from './storage/layout.ts'
import { getFile } from './storage/object-file.ts'
import { readJson, s3Store, writeJson } from './storage/store.ts'
import type { Manifest, Upload } from './upload/upload.ts'

interface DuplicatesTask {
  execution: string
  upload: Upload
  merged: { manifest: string; counters: string }
}

const downloads = 16

/** State FindDuplicates: the checks that look at all rows of an upload at once. */
export const handler = carry(async ({ execution, upload, merged }: DuplicatesTask) => {
  const manifest = await read<Manifest>(merged.manifest)
  const { lineBases } = await read<{ lineBases: LineBases }>(merged.counters)
  const keys = Object.values(manifest.months).flatMap(({ files }) => files)
  const found = await withDuckDb(async (session) => {
    const files = await mapConcurrently(keys, downloads, async (key, index) => {
      const path = join(session.folder, `staged-${index}.parquet`)
      await getFile(outputBucket(), key, path)
      return { path, lineBase: lineBases[stagedChunk(key)]! }
    })
    return findIssuesInSet(session, files, manifest.rows)
  })
  const duplicates = duplicatesKey(upload.id, execution)
  await writeJson(s3Store(outputBucket()), duplicates, found)
  return { duplicates }
})

async function read<T>(key: string): Promise<T> {
  const stored = await readJson<T>(s3Store(outputBucket()), key)
  if (!stored) throw new Error(`${key} is missing`)
  return stored.value
}
