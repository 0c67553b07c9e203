import { type FileMetaData, parquetMetadata, type SchemaElement } from 'hyparquet'

/** Exactly the bytes of a buffer, as hyparquet wants them. */
export const bytesOf = (buffer: Buffer): ArrayBuffer =>
  buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength) as ArrayBuffer

const metadataOf = (buffer: Buffer): FileMetaData => parquetMetadata(bytesOf(buffer))

/** Columns of a Parquet file as an independent reader sees them, in Hive's types: `txn_date DATE`. */
export const parquetColumns = (buffer: Buffer): string[] =>
  metadataOf(buffer)
    .schema.slice(1)
    .map((element) => `${element.name} ${hiveType(element)}`)

/** Throws on a type outside the contract's five. */
function hiveType({ name, type, converted_type }: SchemaElement): string {
  if (type === 'BYTE_ARRAY' && converted_type === 'UTF8') return 'STRING'
  if (type === 'INT32' && converted_type === 'DATE') return 'DATE'
  if (type === 'INT32' && (converted_type === undefined || converted_type === 'INT_32')) return 'INT'
  if (type === 'INT64' && (converted_type === undefined || converted_type === 'INT_64')) return 'BIGINT'
  if (type === 'DOUBLE') return 'DOUBLE'
  throw new Error(`column ${name} is ${type} ${converted_type}`)
}

/** Value of a key in the file's own key-value metadata. */
export const keyValue = (buffer: Buffer, key: string): string | undefined =>
  metadataOf(buffer).key_value_metadata?.find((pair) => pair.key === key)?.value

/** Compression codecs of all column chunks. */
export const codecs = (buffer: Buffer): Set<string | undefined> =>
  new Set(metadataOf(buffer).row_groups.flatMap((group) => group.columns.map((c) => c.meta_data?.codec)))
