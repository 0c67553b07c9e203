import type { Schema } from 'avsc'
import type { Table } from '../../hive/table.ts'
import { decodeAvro, encodeAvro } from './avro-file.ts'
import { type PartitionTuple, partitionFields, schemaFields } from './table-schema.ts'

/** One object of a table, as a snapshot lists it. */
export interface DataFile {
  /** `s3://…` */
  path: string
  partition: PartitionTuple
  rows: number
  bytes: number
}

export const status = { existing: 0, added: 1, deleted: 2 } as const

/** What a manifest says of a file: with which snapshot it came (or went), and which one brought it. */
export interface ManifestEntry {
  status: (typeof status)[keyof typeof status]
  /** Null in a file that was just added: the snapshot's own. */
  snapshot: number | null
  sequence: number | null
  file: DataFile
}

interface EntryRecord {
  status: ManifestEntry['status']
  snapshot_id: number | null
  sequence_number: number | null
  file_sequence_number: number | null
  data_file: {
    content: 0
    file_path: string
    file_format: 'PARQUET'
    partition: PartitionTuple
    record_count: number
    file_size_in_bytes: number
  }
}

const optional = (type: string) => ['null', type]
const field = (id: number, name: string, type: unknown) => {
  return Array.isArray(type) ? { name, type, default: null, 'field-id': id } : { name, type, 'field-id': id }
}

/** The record of a manifest; without bounds, which say nothing that the partition does not and weigh the most. */
function entrySchema(table: Table): Schema {
  const partition = partitionFields(table).map(({ name, 'field-id': id }) => {
    const type = table.partitions.find((column) => column.name === name)!.type
    return field(id, name, optional(type === 'STRING' ? 'string' : 'int'))
  })
  const dataFile = [
    field(134, 'content', 'int'),
    field(100, 'file_path', 'string'),
    field(101, 'file_format', 'string'),
    field(102, 'partition', { type: 'record', name: 'r102', fields: partition }),
    field(103, 'record_count', 'long'),
    field(104, 'file_size_in_bytes', 'long'),
  ]
  return {
    type: 'record',
    name: 'manifest_entry',
    fields: [
      field(0, 'status', 'int'),
      field(1, 'snapshot_id', optional('long')),
      field(3, 'sequence_number', optional('long')),
      field(4, 'file_sequence_number', optional('long')),
      field(2, 'data_file', { type: 'record', name: 'r2', fields: dataFile }),
    ],
  } as Schema
}

/** A table's manifest: every file of a snapshot, and those that left with it. */
export const encodeManifest = (table: Table, schemaId: number, entries: readonly ManifestEntry[]) =>
  encodeAvro(entrySchema(table), entries.map(toRecord), {
    schema: JSON.stringify({ type: 'struct', 'schema-id': schemaId, fields: schemaFields(table) }),
    'schema-id': String(schemaId),
    'partition-spec': JSON.stringify(partitionFields(table)),
    'partition-spec-id': '0',
    'format-version': '2',
    content: 'data',
  })

export async function decodeManifest(bytes: Uint8Array): Promise<ManifestEntry[]> {
  const records = await decodeAvro<EntryRecord>(bytes)
  return records.map(({ status, snapshot_id, sequence_number, data_file }) => {
    const { file_path, partition, record_count, file_size_in_bytes } = data_file
    const file = {
      path: file_path,
      partition: { ...partition },
      rows: record_count,
      bytes: file_size_in_bytes,
    }
    return { status, snapshot: snapshot_id, sequence: sequence_number, file }
  })
}

function toRecord({ status, snapshot, sequence, file }: ManifestEntry): EntryRecord {
  const { path, partition, rows, bytes } = file
  return {
    status,
    snapshot_id: snapshot,
    sequence_number: sequence,
    file_sequence_number: sequence,
    data_file: {
      content: 0,
      file_path: path,
      file_format: 'PARQUET',
      partition,
      record_count: rows,
      file_size_in_bytes: bytes,
    },
  }
}
