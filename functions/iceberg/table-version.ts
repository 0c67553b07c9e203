import { hiveName } from '../../hive/contract.ts'
import { snapshotName } from '../../hive/snapshot-ddl.ts'
import type { Table } from '../../hive/table.ts'
import { metadataKey } from '../storage/layout.ts'
import { isConflict } from '../storage/object-store.ts'
import { type ObjectStore, readJson, s3Path, writeJson } from '../storage/store.ts'
import { type GluePointer, type GlueTables, glueTable } from './glue-tables.ts'
import type { TableMetadata } from './table-metadata.ts'

/** What a commit works in. */
export interface CommitContext {
  store: ObjectStore
  glue: GlueTables
  now(): Date
}

/** A table as it stands: its newest metadata, and where readers of the bucket are sent. */
interface TableVersion {
  /** Number of the newest metadata, 0 when there is none. */
  number: number
  metadata: TableMetadata | null
  /** What `version-hint.text` says, 0 when there is none, and its ETag. */
  hint: number
  hintEtag: string | null
}

/** The same, and where readers of Glue are sent; null when Glue does not know the table. */
export interface TableStanding extends TableVersion {
  glue: GluePointer | null
}

const hintName = 'version-hint.text'
export const versionName = (number: number) => `v${number}.metadata.json`

/** Reads a table's newest version; the hint may lag behind it when a writer died in between. */
export async function readVersion(store: ObjectStore, table: Table): Promise<TableVersion> {
  const name = hiveName(table)
  const stored = await store.get(metadataKey(name, hintName))
  const hint = stored ? Number(Buffer.from(stored.body).toString()) : 0
  const version: TableVersion = { number: hint, metadata: null, hint, hintEtag: stored?.etag ?? null }
  if (hint > 0) version.metadata = await readMetadata(store, name, hint)
  for (;;) {
    const newer = await readMetadata(store, name, version.number + 1)
    if (!newer) return version
    version.number++
    version.metadata = newer
  }
}

/** Reads how a table stands, before anything that it shall show is read. */
export async function readStanding(
  { store, glue }: Pick<CommitContext, 'store' | 'glue'>,
  table: Table,
): Promise<TableStanding> {
  const [pointer, version] = await Promise.all([glue.find(snapshotName(table)), readVersion(store, table)])
  return { ...version, glue: pointer }
}

const readMetadata = async (store: ObjectStore, name: string, number: number) =>
  (await readJson<TableMetadata>(store, metadataKey(name, versionName(number))))?.value ?? null

/**
 * Makes the metadata the table's next version and sends readers there. False when another writer was faster; then
 * everything is to be read again. A number is never taken twice: first the condition forbids it, and when old versions
 * are removed, who saw only them cannot move the hint any more.
 */
export async function commitVersion(
  context: CommitContext,
  table: Table,
  standing: TableStanding,
  metadata: TableMetadata,
): Promise<boolean> {
  const number = standing.number + 1
  const key = metadataKey(hiveName(table), versionName(number))
  const written = await unlessLost(writeJson(context.store, key, metadata, { ifNoneMatch: '*' }))
  return written && sendReaders(context, table, { ...standing, number })
}

/** Sends readers to the version. False when another writer sent them somewhere since the standing was read. */
export async function sendReaders(
  context: CommitContext,
  table: Table,
  standing: TableStanding,
): Promise<boolean> {
  return (await moveHint(context.store, table, standing)) && moveGlue(context, table, standing)
}

async function moveGlue(
  { store, glue }: CommitContext,
  table: Table,
  { number, glue: pointer }: TableStanding,
): Promise<boolean> {
  const metadata = s3Path(store, metadataKey(hiveName(table), versionName(number)))
  if (pointer?.metadata === metadata) return true
  return glue.put(glueTable(store, table, metadata), pointer?.version ?? null)
}

async function moveHint(
  store: ObjectStore,
  table: Table,
  { number, hint, hintEtag }: TableVersion,
): Promise<boolean> {
  if (hint === number) return true
  const condition = hintEtag ? { ifMatch: hintEtag } : { ifNoneMatch: '*' as const }
  return unlessLost(store.put(metadataKey(hiveName(table), hintName), String(number), { condition }))
}

/** False when a conditional write lost its race. */
async function unlessLost(write: Promise<unknown>): Promise<boolean> {
  try {
    await write
    return true
  } catch (error) {
    if (isConflict(error)) return false
    throw error
  }
}
