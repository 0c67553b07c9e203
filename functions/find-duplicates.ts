import { join } from 'node:path'
import { mapConcurrently } from './concurrently.ts'
import type { LineBases } from './conversion/merge-results.ts'
import { withDuckDb } from './duckdb.ts'
import { outputBucket } from './environment.ts'
import { carry } from './handler.ts'
import { duplicatesKey, stagedChunk } from './layout.ts'
import { getFile } from './object-file.ts'
import { getJson, putJson } from './object-store.ts'
import { findIssuesInSet } from './quality/find-issues-in-set.ts'
import type { Manifest, Upload } from './upload.ts'

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
  await putJson(outputBucket(), duplicates, found)
  return { duplicates }
})

async function read<T>(key: string): Promise<T> {
  const stored = await getJson<T>(outputBucket(), key)
  if (!stored) throw new Error(`${key} is missing`)
  return stored.value
}
