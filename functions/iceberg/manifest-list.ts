import type { Schema } from 'avsc'
import { MissingObjectError } from '../runtime/errors.ts'
import { icebergPrefix } from '../storage/layout.ts'
import type { ObjectStore } from '../storage/store.ts'
import { decodeAvro, encodeAvro } from './avro-file.ts'
import { decodeManifest, type ManifestEntry, status } from './manifest.ts'
import type { Snapshot } from './table-metadata.ts'

const columns = [
  ['manifest_path', 'string', 500],
  ['manifest_length', 'long', 501],
  ['partition_spec_id', 'int', 502],
  ['content', 'int', 517],
  ['sequence_number', 'long', 515],
  ['min_sequence_number', 'long', 516],
  ['added_snapshot_id', 'long', 503],
  ['added_files_count', 'int', 504],
  ['existing_files_count', 'int', 505],
  ['deleted_files_count', 'int', 506],
  ['added_rows_count', 'long', 512],
  ['existing_rows_count', 'long', 513],
  ['deleted_rows_count', 'long', 514],
] as const

const schema = {
  type: 'record',
  name: 'manifest_file',
  fields: columns.map(([name, type, id]) => ({ name, type, 'field-id': id })),
} as Schema

/** The list of a snapshot's manifests, which is one. */
export function encodeManifestList(
  snapshot: Snapshot,
  manifest: { path: string; bytes: number },
  entries: readonly ManifestEntry[],
): Promise<Buffer> {
  const [id, sequence] = [snapshot['snapshot-id'], snapshot['sequence-number']]
  const count = (wanted: ManifestEntry['status']) => entries.filter(({ status }) => status === wanted).length
  const rows = (wanted: ManifestEntry['status']) =>
    entries.reduce((sum, { status, file }) => sum + (status === wanted ? file.rows : 0), 0)
  const living = entries.filter((entry) => entry.status !== status.deleted)
  const record = {
    manifest_path: manifest.path,
    manifest_length: manifest.bytes,
    partition_spec_id: 0,
    content: 0,
    sequence_number: sequence,
    min_sequence_number: Math.min(sequence, ...living.map((entry) => entry.sequence ?? sequence)),
    added_snapshot_id: id,
    added_files_count: count(status.added),
    existing_files_count: count(status.existing),
    deleted_files_count: count(status.deleted),
    added_rows_count: rows(status.added),
    existing_rows_count: rows(status.existing),
    deleted_rows_count: rows(status.deleted),
  }
  return encodeAvro(schema, [record], {
    'snapshot-id': String(id),
    'parent-snapshot-id': String(snapshot['parent-snapshot-id'] ?? 'null'),
    'sequence-number': String(sequence),
    'format-version': '2',
  })
}

/** Paths of the manifests in a list. */
async function decodeManifestList(bytes: Uint8Array): Promise<string[]> {
  const records = await decodeAvro<{ manifest_path: string }>(bytes)
  return records.map(({ manifest_path }) => manifest_path)
}

/** Key in the bucket of a path in the metadata: `s3://bucket/_iceberg/…` → `_iceberg/…`. */
export const keyOf = (path: string) => path.slice(path.lastIndexOf(icebergPrefix))

/** Manifests of a snapshot and what they list, by the path of its manifest list. Throws MissingObjectError. */
export async function readSnapshot(
  store: Pick<ObjectStore, 'get'>,
  manifestList: string,
): Promise<{ manifests: string[]; entries: ManifestEntry[] }> {
  const manifests = await decodeManifestList(await readPath(store, manifestList))
  const lists = await Promise.all(manifests.map(async (path) => decodeManifest(await readPath(store, path))))
  return { manifests, entries: lists.flat() }
}

async function readPath(store: Pick<ObjectStore, 'get'>, path: string): Promise<Uint8Array> {
  const stored = await store.get(keyOf(path))
  if (!stored) throw new MissingObjectError(path)
  return stored.body
}
