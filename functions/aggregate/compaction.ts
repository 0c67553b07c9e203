import { join } from 'node:path'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import { quoteName, quoteText } from '../../jobs/duckdb-sql.ts'
import type { PlannedStage } from '../catalog/catalog.ts'
import { mapConcurrently } from '../runtime/concurrently.ts'
import type { DuckDbSession } from '../runtime/duckdb.ts'
import { outputBucket } from '../runtime/environment.ts'
import { compactionKey } from '../storage/layout.ts'
import { putFile } from '../storage/object-file.ts'
import { readJson, s3Store, writeJson } from '../storage/store.ts'
import { readManifest } from './manifest.ts'

/**
 * Staged rows of one month of many uploads in one file. Rows of an upload never change, so it stays right whatever
 * becomes of the uploads; what is no contribution any more is left out when it is read.
 */
export interface Compaction {
  uploads: string[]
  file: string
}

/** Uploads of a month that may be read from files of their own before their rows are put together. */
const looseLimit = 32
const downloads = 16

export interface StagedFiles {
  /** Keys of the files that hold a month's rows. */
  files: string[]
  /** True when so many are read one by one that they should be compacted. */
  loose: boolean
}

/** The files that hold the rows of a planned month. A compaction that is gone is done without. */
export async function findStagedFiles({
  stage,
  contributions = [],
  compaction,
}: PlannedStage): Promise<StagedFiles> {
  const month = stage.slice('etl/'.length)
  const known = compaction
    ? (await readJson<Compaction>(s3Store(outputBucket()), compaction))?.value
    : undefined
  const compacted = new Set(known?.uploads)
  const alone = contributions.filter(({ upload }) => !compacted.has(upload))
  const manifests = await mapConcurrently(alone, downloads, ({ manifest }) => readManifest(manifest))
  const files = manifests.flatMap((manifest) => manifest.months[month]?.files ?? [])
  const used = known && alone.length < contributions.length
  return { files: [...(used ? [known.file] : []), ...files], loose: alone.length > looseLimit }
}

/** Puts the rows of the view `transactions` of a month into one staged file; the key of what tells about it. */
export async function compactMonth(
  { connection, folder }: DuckDbSession,
  execution: string,
  { stage, generation, contributions = [] }: PlannedStage,
): Promise<string> {
  const path = join(folder, 'compacted.parquet')
  const columns = partitionedTxn.columns.map(({ name }) => quoteName(name)).join(', ')
  await connection.run(
    `COPY (SELECT ${columns} FROM transactions) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION snappy)`,
  )
  const key = compactionKey(execution, stage, generation)
  const file = key.replace(/json$/, 'parquet')
  await putFile(outputBucket(), file, path)
  const uploads = contributions.map(({ upload }) => upload)
  await writeJson(s3Store(outputBucket()), key, { uploads, file } satisfies Compaction)
  return key
}
