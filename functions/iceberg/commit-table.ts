import { createHash, randomUUID } from 'node:crypto'
import { hiveName } from '../../hive/contract.ts'
import type { Table } from '../../hive/table.ts'
import { icebergFolder, metadataKey } from '../storage/layout.ts'
import { s3Path } from '../storage/store.ts'
import { type DataFile, encodeManifest } from './manifest.ts'
import { encodeManifestList, readSnapshot } from './manifest-list.ts'
import {
  currentSnapshot,
  inherit,
  nextEntries,
  nextSnapshot,
  showsFiles,
  type TableMetadata,
  withSnapshot,
} from './table-metadata.ts'
import { type CommitContext, commitVersion, sendReaders, type TableStanding } from './table-version.ts'

/** Makes a table show the files, as the round left them. Null when another writer was faster than this one. */
export async function commitTable(
  context: CommitContext,
  table: Table,
  standing: TableStanding,
  files: readonly DataFile[],
  round: number,
): Promise<TableMetadata | null> {
  const previous = standing.metadata
  if (previous && showsFiles(previous, files))
    return (await sendReaders(context, table, standing)) ? previous : null
  const metadata = await buildMetadata(context, table, previous, files, round)
  return (await commitVersion(context, table, standing, metadata)) ? metadata : null
}

async function buildMetadata(
  { store, now }: CommitContext,
  table: Table,
  previous: TableMetadata | null,
  files: readonly DataFile[],
  round: number,
): Promise<TableMetadata> {
  const name = hiveName(table)
  const parent = previous && currentSnapshot(previous)
  const known = parent ? inherit((await readSnapshot(store, parent['manifest-list'])).entries, parent) : []
  const entries = nextEntries(known, files, round)
  const snapshot = nextSnapshot(table, previous, entries, { round, now: now().getTime() })
  // named by what they hold: writers of the same thing do not meet, and nobody's file is replaced
  const put = async (kind: string, bytes: Buffer) => {
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16)
    const key = metadataKey(name, `${kind}-${round}-${hash}.avro`)
    await store.put(key, bytes)
    return { path: s3Path(store, key), bytes: bytes.length }
  }
  const manifest = await put('manifest', await encodeManifest(table, snapshot['schema-id'], entries))
  const list = await put('snap', await encodeManifestList(snapshot, manifest, entries))
  const listed = { ...snapshot, 'manifest-list': list.path }
  const location = s3Path(store, icebergFolder(name))
  return withSnapshot(table, previous, listed, { location, uuid: randomUUID() })
}
