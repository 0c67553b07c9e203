import { paginateListObjectsV2 } from '@aws-sdk/client-s3'
import { keyOf, readSnapshot } from '../../functions/iceberg/manifest-list.ts'
import type { Round } from '../../functions/iceberg/rounds.ts'
import { icebergFolder } from '../../functions/storage/layout.ts'
import { s3 } from '../../functions/storage/object-store.ts'
import { type ObjectStore, s3Store } from '../../functions/storage/store.ts'
import { hiveName, partitionPath, tables } from '../../hive/contract.ts'
import type { Table } from '../../hive/table.ts'

/** One object of a published table. */
export interface PublishedObject {
  table: Table
  /** Where it stands below the table's prefix, one path for each object: `txn_year=2024/txn_month=3/part-0.parquet`. */
  path: string
  key: string
  /** Absent of an object that is never replaced. */
  etag?: string
  bytes: number
}

/**
 * Every object of the tables wanted, every one unless given, tables in the order of the contract: those that a round shows as they were after it, all
 * others as they stand. Without a round all stand as they are.
 */
export async function listPublished(
  bucket: string,
  round: Round | null,
  wanted: readonly Table[] = tables,
): Promise<PublishedObject[]> {
  const store = s3Store(bucket)
  const lists = wanted.map(
    async (table) => (round && (await listRound(store, round, table))) ?? listTable(bucket, table),
  )
  return (await Promise.all(lists)).flat()
}

async function listTable(bucket: string, table: Table): Promise<PublishedObject[]> {
  const prefix = `${table.name}/`
  const objects: PublishedObject[] = []
  const pages = paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })
  for await (const { Contents = [] } of pages)
    for (const { Key: key, ETag: etag, Size: bytes } of Contents)
      if (key?.endsWith('.parquet'))
        objects.push({ table, path: key.slice(prefix.length), key, etag: etag!, bytes: bytes! })
  return objects
}

/** The data files of a table in a round, or null when the round does not show the table. */
async function listRound(store: ObjectStore, round: Round, table: Table): Promise<PublishedObject[] | null> {
  const shown = round.tables[hiveName(table)]
  if (!shown) return null
  const { entries } = await readSnapshot(store, shown.manifestList)
  return entries
    .filter(({ status }) => status !== 2)
    .map(({ file }) => {
      const key = keyOf(file.path)
      // a partition may hold one generation of many stages
      const name = key.slice(icebergFolder(hiveName(table)).length + 1).replaceAll('/', '-')
      return { table, path: `${partitionPath(table, file.partition)}/${name}`, key, bytes: file.bytes }
    })
}
