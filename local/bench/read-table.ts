import { GetObjectCommand } from '@aws-sdk/client-s3'
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { keyOf, readSnapshot } from '../../functions/iceberg/manifest-list.ts'
import { currentSnapshot } from '../../functions/iceberg/table-metadata.ts'
import { readVersion } from '../../functions/iceberg/table-version.ts'
import { listObjects, s3 } from '../../functions/storage/object-store.ts'
import { s3Store } from '../../functions/storage/store.ts'
import type { Table } from '../../hive/table.ts'

/** What one reading of a table came to: one state of it, months of several, or an object that was two things at once. */
export interface Reading {
  kind: 'whole' | 'mixed' | 'torn'
  /** What was read instead of one state. */
  why?: string
}

interface ReadObject {
  key: string
  bytes: number
}

/** Where a reader finds the objects of a table. */
export type Face = (bucket: string, table: Table) => Promise<ReadObject[]>

/** The plain prefix, as it is listed. */
export const listPrefix: Face = async (bucket, { name }) => {
  const objects: ReadObject[] = []
  for await (const { key, bytes } of listObjects(bucket, `${name}/`)) objects.push({ key, bytes })
  return objects
}

/** The newest snapshot. */
export const listSnapshot: Face = async (bucket, table) => {
  const store = s3Store(bucket)
  const { metadata } = await readVersion(store, table)
  if (!metadata) return []
  const { entries } = await readSnapshot(store, currentSnapshot(metadata)['manifest-list'])
  return entries
    .filter(({ status }) => status !== 2)
    .map(({ file }) => ({ key: keyOf(file.path), bytes: file.bytes }))
}

/** Bytes of the end of a file that are asked for first; the footer is in them. */
const footerBytes = 8 * 1024

/**
 * Reads columns of every object of a table as a query engine does, the footer first and then each column, in a request
 * of its own and without conditions. Rows that were published together say the same in all of these columns.
 * @param rows how many there are in every state of the table
 */
export async function readTable(
  bucket: string,
  table: Table,
  face: Face,
  { columns, rows }: { columns: readonly string[]; rows: number },
): Promise<Reading> {
  const found: (string[][] | Error)[] = []
  for (const object of await face(bucket, table))
    found.push(
      await readObject(bucket, object, columns).catch(
        (cause: Error) => new Error(`${object.key}: ${cause.message}`, { cause }),
      ),
    )
  return judgeReading(found, rows)
}

/** What a reading came to, by the values of each object's columns or why it could not be decoded; pure. */
export function judgeReading(objects: readonly (string[][] | Error)[], rows: number): Reading {
  const states = new Set<string>()
  let read = 0
  for (const columns of objects) {
    if (columns instanceof Error) return { kind: 'torn', why: columns.message }
    const found = new Set(columns.flat())
    const lengths = new Set(columns.map((values) => values.length))
    if (found.size > 1 || lengths.size > 1)
      return { kind: 'torn', why: `an object holds ${[...found].join(', ')}` }
    for (const state of found) states.add(state)
    read += columns[0]!.length
  }
  if (states.size === 1 && read === rows) return { kind: 'whole' }
  return { kind: 'mixed', why: `${read} rows of ${[...states].join(', ')}` }
}

/** The values of each column, as text. Throws when the object cannot be decoded. */
async function readObject(
  bucket: string,
  { key, bytes }: ReadObject,
  columns: readonly string[],
): Promise<string[][]> {
  const file = {
    byteLength: bytes,
    slice: async (start: number, end = bytes) => {
      const Range = `bytes=${start}-${end - 1}`
      const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range }))
      return (await answer.Body!.transformToByteArray()).slice().buffer
    },
  }
  const metadata = await parquetMetadataAsync(file, { initialFetchSize: footerBytes })
  const values: string[][] = []
  for (const column of columns) {
    const rows = await parquetReadObjects({ file, metadata, columns: [column] })
    values.push(rows.map((row) => String(row[column])))
  }
  return values
}
