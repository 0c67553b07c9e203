import { join } from 'node:path'
import { handle } from './handle.ts'
import { findIssuesInSet } from './quality/duplicates.ts'
import type { LineBases } from './quality/findings.ts'
import { mapConcurrently } from './runtime/concurrently.ts'
import { withDuckDb } from './runtime/duckdb.ts'
import { duplicatesKey, stagedChunk } from './storage/layout.ts'
import { mustRead, writeJson } from './storage/store.ts'
import type { Manifest, Upload } from './upload/upload.ts'

interface DuplicatesTask {
  execution: string
  upload: Upload
  merged: { manifest: string; counters: string }
}

const downloads = 16

/** State FindDuplicates: the checks that look at all rows of an upload at once. */
export const handler = handle(async ({ execution, upload, merged }: DuplicatesTask, store) => {
  const manifest = await mustRead<Manifest>(store, merged.manifest)
  const { lineBases } = await mustRead<{ lineBases: LineBases }>(store, merged.counters)
  const keys = Object.values(manifest.months).flatMap(({ files }) => files)
  const found = await withDuckDb(async (session) => {
    const files = await mapConcurrently(keys, downloads, async (key, index) => {
      const path = join(session.folder, `staged-${index}.parquet`)
      await store.getFile(key, path)
      return { path, lineBase: lineBases[stagedChunk(key)]! }
    })
    return findIssuesInSet(session, files, manifest.rows)
  })
  const duplicates = duplicatesKey(upload.id, execution)
  await writeJson(store, duplicates, found)
  return { duplicates }
})
