import { countCpus, withDuckDb } from '../runtime/duckdb.ts'
import { Downloads } from '../storage/downloads.ts'
import { duplicatesKey, stagedChunk } from '../storage/layout.ts'
import { mustRead, type ObjectStore, writeJson } from '../storage/store.ts'
import type { Manifest, Upload } from '../upload/upload.ts'
import { findIssuesInSet } from './duplicates.ts'
import type { LineBases } from './findings.ts'

export interface DuplicatesTask {
  execution: string
  upload: Upload
  /** Keys of the upload's manifest and counters. */
  merged: { manifest: string; counters: string }
}

/** Makes the checks that look at all rows of an upload, over its staged files; the key of what they found. */
export async function findDuplicates(
  store: ObjectStore,
  { execution, upload, merged }: DuplicatesTask,
): Promise<{ duplicates: string }> {
  const [manifest, { lineBases }] = await Promise.all([
    mustRead<Manifest>(store, merged.manifest),
    mustRead<{ lineBases: LineBases }>(store, merged.counters),
  ])
  const names = Object.values(manifest.months).flatMap(({ files }) => files)
  const found = await withDuckDb(async (session) => {
    const paths = await new Downloads(store, session.folder).mustDownload(names)
    const files = names.map((name, index) => ({
      path: paths[index]!,
      lineBase: lineBases[stagedChunk(name)]!,
    }))
    return findIssuesInSet(session, files, manifest.rows)
  }, countCpus())
  const duplicates = duplicatesKey(upload.id, execution)
  await writeJson(store, duplicates, found)
  return { duplicates }
}
