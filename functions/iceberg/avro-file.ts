import { buffer } from 'node:stream/consumers'
import avro, { type Schema, type Type } from 'avsc'

/** An Avro file of the records. The schema stands in its header as it is given, with Iceberg's field ids. */
export async function encodeAvro(
  schema: Schema,
  records: readonly object[],
  header: Record<string, string>,
): Promise<Buffer> {
  const metadata = Object.fromEntries(
    Object.entries(header).map(([name, value]) => [name, Buffer.from(value)]),
  )
  const options = { metadata, writeHeader: true, syncMarker }
  const encoder = new avro.streams.BlockEncoder(schema, options)
  const encoded = buffer(encoder)
  for (const record of records) encoder.write(record)
  encoder.end()
  return encoded
}

/** The records of an Avro file. Throws when it is none. */
export async function decodeAvro<Record>(bytes: Uint8Array): Promise<Record[]> {
  const decoder = new avro.streams.BlockDecoder({ parseHook: typeOf })
  decoder.end(bytes)
  const records: Record[] = []
  for await (const record of decoder) records.push(record as Record)
  return records
}

const types = new Map<string, Type>()

/** The type of a schema; making one takes longer than reading a manifest, and a table's manifests have the same. */
function typeOf(schema: Schema): Type {
  const text = JSON.stringify(schema)
  const type = types.get(text) ?? avro.Type.forSchema(schema)
  types.set(text, type)
  return type
}

/** Equal records give equal bytes. */
const syncMarker = Buffer.from('card-pipeline-s3')
