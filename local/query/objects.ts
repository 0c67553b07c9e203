import { paginateListObjectsV2 } from '@aws-sdk/client-s3'
import { s3 } from '../../functions/storage/object-store.ts'
import { tables } from '../../hive/contract.ts'
import type { Table } from '../../hive/table.ts'

/** One object of a published table. */
export interface PublishedObject {
  table: Table
  /** Path below the table's prefix: `txn_year=2024/txn_month=3/part-0.parquet`. */
  path: string
  key: string
  etag: string
  bytes: number
}

/** Every object of every table, tables in the order of the contract. */
export async function listPublished(bucket: string): Promise<PublishedObject[]> {
  const lists = await Promise.all(tables.map((table) => listTable(bucket, table)))
  return lists.flat()
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
