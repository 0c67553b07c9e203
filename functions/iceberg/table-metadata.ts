import { createHash } from 'node:crypto'
import type { Table } from '../../hive/table.ts'
import { type DataFile, type ManifestEntry, status } from './manifest.ts'
import { partitionFields, schemaFields, type TableSchema } from './table-schema.ts'

/** A snapshot, as it stands in a table's metadata. Its id is the number of the round it shows. */
export interface Snapshot {
  'snapshot-id': number
  'parent-snapshot-id'?: number
  'sequence-number': number
  'timestamp-ms': number
  'manifest-list': string
  'schema-id': number
  summary: Record<string, string>
}

/** Metadata of an Iceberg table, format version 2: `v<N>.metadata.json`. */
export interface TableMetadata {
  'format-version': 2
  'table-uuid': string
  location: string
  'last-sequence-number': number
  'last-updated-ms': number
  'last-column-id': number
  'current-schema-id': number
  schemas: TableSchema[]
  'default-spec-id': 0
  'partition-specs': { 'spec-id': 0; fields: ReturnType<typeof partitionFields> }[]
  'last-partition-id': number
  'default-sort-order-id': 0
  'sort-orders': { 'order-id': 0; fields: [] }[]
  properties: Record<string, string>
  'current-snapshot-id': number
  snapshots: Snapshot[]
  'snapshot-log': { 'timestamp-ms': number; 'snapshot-id': number }[]
  'metadata-log': []
  refs: { main: { 'snapshot-id': number; type: 'branch' } }
}

export const currentSnapshot = (metadata: TableMetadata): Snapshot =>
  metadata.snapshots.find((each) => each['snapshot-id'] === metadata['current-snapshot-id'])!

/** In a snapshot's summary: which files it shows, so that an equal table is known without reading its manifests. */
const filesProperty = 'card-pipeline.files'
const roundProperty = 'card-pipeline.round'

/** True when the table shows these files already. */
export const showsFiles = (metadata: TableMetadata, files: readonly DataFile[]) =>
  currentSnapshot(metadata).summary[filesProperty] === nameFiles(files)

const nameFiles = (files: readonly DataFile[]) => {
  const paths = files.map(({ path }) => path).sort()
  return createHash('sha256').update(paths.join('\n')).digest('hex').slice(0, 16)
}

/** What the next snapshot's manifest lists: what stays, what comes, and once more what goes. */
export function nextEntries(
  known: readonly ManifestEntry[],
  files: readonly DataFile[],
  snapshot: number,
): ManifestEntry[] {
  const living = known.filter((entry) => entry.status !== status.deleted)
  const before = new Map(living.map((entry) => [entry.file.path, entry]))
  const wanted = new Set(files.map(({ path }) => path))
  const listed = files.map((file): ManifestEntry => {
    const stays = before.get(file.path)
    return stays
      ? { ...stays, status: status.existing }
      : { status: status.added, snapshot: null, sequence: null, file }
  })
  const gone = living.filter(({ file }) => !wanted.has(file.path))
  return [...listed, ...gone.map((entry): ManifestEntry => ({ ...entry, status: status.deleted, snapshot }))]
}

/** Entries as they read later: a file that was just added has the snapshot and the sequence number of its snapshot. */
export const inherit = (
  entries: readonly ManifestEntry[],
  { 'snapshot-id': id, 'sequence-number': sequence }: Snapshot,
) =>
  entries.map((entry) => ({ ...entry, snapshot: entry.snapshot ?? id, sequence: entry.sequence ?? sequence }))

/** A snapshot that follows on the table's current one; its manifest list is still to be named. */
export function nextSnapshot(
  table: Table,
  previous: TableMetadata | null,
  entries: readonly ManifestEntry[],
  { round, now }: { round: number; now: number },
): Snapshot {
  const parent = previous && currentSnapshot(previous)
  return {
    'snapshot-id': round,
    ...(parent && { 'parent-snapshot-id': parent['snapshot-id'] }),
    'sequence-number': (previous?.['last-sequence-number'] ?? 0) + 1,
    'timestamp-ms': Math.max(now, (previous?.['last-updated-ms'] ?? 0) + 1),
    'manifest-list': '',
    'schema-id': schemaIdOf(table, previous),
    summary: summarizeEntries(entries, round),
  }
}

function summarizeEntries(entries: readonly ManifestEntry[], round: number): Record<string, string> {
  const of = (...wanted: ManifestEntry['status'][]) => {
    const files = entries.filter(({ status }) => wanted.includes(status)).map(({ file }) => file)
    const sum = (number: (file: DataFile) => number) => files.reduce((total, file) => total + number(file), 0)
    return { files, rows: sum(({ rows }) => rows), bytes: sum(({ bytes }) => bytes) }
  }
  const [added, gone] = [of(status.added), of(status.deleted)]
  const total = of(status.added, status.existing)
  const numbers = {
    'added-data-files': added.files.length,
    'deleted-data-files': gone.files.length,
    'added-records': added.rows,
    'deleted-records': gone.rows,
    'total-data-files': total.files.length,
    'total-records': total.rows,
    'total-files-size': total.bytes,
    'total-delete-files': 0,
    [roundProperty]: round,
  }
  return {
    operation: gone.files.length === 0 ? 'append' : 'overwrite',
    ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)])),
    [filesProperty]: nameFiles(total.files),
  }
}

/** Id of the table's schema as the contract has it now; the next one when the contract has grown. */
function schemaIdOf(table: Table, previous: TableMetadata | null): number {
  const fields = JSON.stringify(schemaFields(table))
  const known = previous?.schemas.find((schema) => JSON.stringify(schema.fields) === fields)
  return known?.['schema-id'] ?? previous?.schemas.length ?? 0
}

/** The table with one more snapshot, which is the current one; pure. `uuid` names a table that is new. */
export function withSnapshot(
  table: Table,
  previous: TableMetadata | null,
  snapshot: Snapshot,
  { location, uuid }: { location: string; uuid: string },
): TableMetadata {
  const { 'snapshot-id': id, 'timestamp-ms': at, 'schema-id': schemaId } = snapshot
  const schema: TableSchema = { type: 'struct', 'schema-id': schemaId, fields: schemaFields(table) }
  const fields = partitionFields(table)
  return {
    'format-version': 2,
    'table-uuid': previous?.['table-uuid'] ?? uuid,
    location,
    'last-sequence-number': snapshot['sequence-number'],
    'last-updated-ms': at,
    'last-column-id': schema.fields.length,
    'current-schema-id': schemaId,
    schemas: [...(previous?.schemas ?? []).filter((each) => each['schema-id'] !== schemaId), schema],
    'default-spec-id': 0,
    'partition-specs': [{ 'spec-id': 0, fields }],
    'last-partition-id': Math.max(...fields.map((field) => field['field-id'])),
    'default-sort-order-id': 0,
    'sort-orders': [{ 'order-id': 0, fields: [] }],
    properties: { comment: table.comment, 'write.format.default': 'parquet' },
    'current-snapshot-id': id,
    snapshots: [...(previous?.snapshots ?? []), snapshot],
    'snapshot-log': [...(previous?.['snapshot-log'] ?? []), { 'timestamp-ms': at, 'snapshot-id': id }],
    'metadata-log': [],
    refs: { main: { 'snapshot-id': id, type: 'branch' } },
  }
}

/** The table without the snapshots that are not kept; the current one always is. The same object when all are kept. */
export function withoutExpired(
  metadata: TableMetadata,
  isKept: (snapshot: number) => boolean,
  now: number,
): TableMetadata {
  const keeps = (id: number) => id === metadata['current-snapshot-id'] || isKept(id)
  const snapshots = metadata.snapshots.filter((each) => keeps(each['snapshot-id']))
  if (snapshots.length === metadata.snapshots.length) return metadata
  return {
    ...metadata,
    'last-updated-ms': Math.max(now, metadata['last-updated-ms'] + 1),
    snapshots,
    'snapshot-log': metadata['snapshot-log'].filter((each) => keeps(each['snapshot-id'])),
  }
}
