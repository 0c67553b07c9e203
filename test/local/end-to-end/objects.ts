import { GetObjectCommand } from '@aws-sdk/client-s3'
import { listObjects, s3 } from '../../../functions/storage/object-store.ts'
import { findTable, tables } from '../../../hive/contract.ts'
import { stack } from '../../../local/pipeline/stack.ts'

interface TableObject {
  table: string
  /** Path below the table's prefix without the file. */
  partition: string
  file: string
  key: string
}

/** Everything that lies under the prefix of a table, whatever it is. */
export async function listTableObjects(): Promise<TableObject[]> {
  const found: TableObject[] = []
  for (const { name } of tables)
    for await (const { key } of listObjects(stack.outputBucket, `${name}/`)) {
      const rest = key.slice(name.length + 1)
      const cut = rest.lastIndexOf('/')
      found.push({ table: name, partition: rest.slice(0, cut), file: rest.slice(cut + 1), key })
    }
  return found
}

/** The bytes of an object in the output bucket. */
export async function readObject(key: string): Promise<Buffer> {
  const answer = await s3.send(new GetObjectCommand({ Bucket: stack.outputBucket, Key: key }))
  return Buffer.from(await answer.Body!.transformToByteArray())
}

/** Keys of the stage tables' objects and when each was stored: equal when nothing was published in between. */
export async function snapshot(): Promise<string[]> {
  const heads: string[] = []
  for (const { name, job } of tables)
    if (job === 'etl' || job === 'quarterly')
      for await (const { key, lastModified } of listObjects(stack.outputBucket, `${name}/`))
        heads.push(`${key} ${lastModified.toISOString()}`)
  return heads
}

/** Columns that the contract gives a table's files, as `name TYPE`. */
export const contractColumns = (table: string): string[] =>
  findTable(table).columns.map(({ name, type }) => `${name} ${type}`)
