import { PassThrough, type Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
// @ts-expect-error it has no types: those used here are below
import library from 'parquetjs-lite'
import type { Column } from '../../hive/table.ts'

/** What is used of parquetjs-lite. Bundled, it also needs the plugin of serverless/bundle-functions.mjs. */
interface ParquetLibrary {
  ParquetSchema: new (fields: Record<string, ParquetField>) => ParquetSchema
  ParquetWriter: { openStream(schema: ParquetSchema, out: Writable): Promise<ParquetWriter> }
}

interface ParquetField {
  type: string
  optional: boolean
  compression: string
}

interface ParquetSchema {
  readonly fields: object
}

interface ParquetWriter {
  appendRow(row: Record<string, unknown>): Promise<void>
  close(): Promise<void>
}

const parquet: ParquetLibrary = library

const types: Record<Column['type'], string> = {
  STRING: 'UTF8',
  INT: 'INT32',
  BIGINT: 'INT64',
  DOUBLE: 'DOUBLE',
  DATE: 'DATE',
}

/** Rows as the bytes of a Parquet file: these columns, all nullable, Snappy. */
export async function encodeParquet(
  columns: readonly Column[],
  rows: readonly Record<string, unknown>[],
): Promise<Buffer> {
  const fields = columns.map(({ name, type }) => [
    name,
    { type: types[type], optional: true, compression: 'SNAPPY' },
  ])
  const out = new PassThrough()
  const bytes = buffer(out)
  const writer = await parquet.ParquetWriter.openStream(
    new parquet.ParquetSchema(Object.fromEntries(fields)),
    out,
  )
  for (const row of rows) await writer.appendRow(withoutNulls(row))
  await writer.close()
  return bytes
}

// the library takes a null for a value of the column's type
const withoutNulls = (row: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))
