declare module 'parquetjs-lite' {
  import type { Writable } from 'node:stream'

  interface Schema {
    readonly fields: object
  }

  interface Writer {
    appendRow(row: Record<string, unknown>): Promise<void>
    close(): Promise<void>
  }

  const parquet: {
    ParquetSchema: new (
      fields: Record<string, { type: string; optional?: boolean; compression?: string }>,
    ) => Schema
    ParquetWriter: { openStream(schema: Schema, out: Writable): Promise<Writer> }
  }
  export default parquet
}
