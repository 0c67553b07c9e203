import { parquetReadObjects } from 'hyparquet'
import type { Catalog } from '../../functions/catalog/catalog.ts'
import { rejectionKey } from '../../functions/storage/layout.ts'
import { identifyVersions } from '../../functions/sweep/missing.ts'
import { computedTables } from '../../hive/contract.ts'
import { wholeCatalog } from '../functions/catalog/whole-catalog.ts'
import { inputBucket, outputBucket } from './cloud.ts'
import type { MemoryS3 } from './memory-s3.ts'

/** Published tables by object key, each object's rows as JSON lines. */
export type Tables = Record<string, string[]>

/** Every published object with its rows; what differs between runs without mattering (the generation) is not in the rows. */
export async function readTables(s3: MemoryS3): Promise<Tables> {
  const read: Tables = {}
  for (const { name } of computedTables) {
    for (const key of s3.keys(outputBucket, `${name}/`)) {
      const bytes = s3.body(outputBucket, key)!
      const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer
      const rows = await parquetReadObjects({ file })
      read[key] = rows.map((row) =>
        JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
      )
    }
  }
  return read
}

interface Account {
  /** Rows of partitioned_txn that are missing, and that are there too often or should not be. */
  lost: number
  doubled: number
  /** Keys of objects whose rows differ, or that one side lacks. */
  different: string[]
}

/** Compares published tables with those of an undisturbed run. */
export function compareTables(expected: Tables, found: Tables): Account {
  const account: Account = { lost: 0, doubled: 0, different: [] }
  for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const [wanted, present] = [expected[key], found[key]]
    if (JSON.stringify(wanted) === JSON.stringify(present)) continue
    account.different.push(key)
    if (!key.startsWith('partitioned_txn/')) continue
    account.lost += countMissing(wanted ?? [], present ?? [])
    account.doubled += countMissing(present ?? [], wanted ?? [])
  }
  return account
}

/** How many of `rows` the others lack, counted with repetition. */
function countMissing(rows: readonly string[], others: readonly string[]): number {
  const left = new Map<string, number>()
  for (const row of others) left.set(row, (left.get(row) ?? 0) + 1)
  let missing = 0
  for (const row of rows) {
    const count = left.get(row) ?? 0
    if (count === 0) missing++
    else left.set(row, count - 1)
  }
  return missing
}

type UploadState = 'published' | 'superseded' | 'rejected' | 'folded' | 'pending' | 'nowhere'

/** The catalog with what every key contributes. */
const catalogOf = (s3: MemoryS3): Catalog =>
  wholeCatalog((key) => {
    const body = s3.body(outputBucket, key)
    return body && JSON.parse(body.toString())
  })

/** Rows that live uploads have kept apart. */
export const countQuarantined = (s3: MemoryS3): number =>
  Object.values(catalogOf(s3).keys).reduce((sum, { quarantined = 0 }) => sum + quarantined, 0)

/** The state of every upload by key and version; a state of two at once shows as both. */
export function readStates(s3: MemoryS3): Record<string, string> {
  const catalog = catalogOf(s3)
  const versions = s3.keys(inputBucket).flatMap((key) =>
    s3.objects.get(`${inputBucket}/${key}`)!.map(({ versionId, lastModified, etag, body }, index) => {
      return { key, latest: index === 0, versionId, lastModified, etag, bytes: body.length }
    }),
  )
  const states = identifyVersions(inputBucket, versions).map((upload) => {
    const standing = catalog.keys[upload.key]
    const found: UploadState[] = []
    if (standing?.upload === upload.id)
      found.push(isPublished(catalog, standing.months) ? 'published' : 'folded')
    else if (standing && standing.order > upload.order) found.push('superseded')
    if (s3.body(outputBucket, rejectionKey(upload.id))) found.push('rejected')
    return [`${upload.key} ${upload.versionId}`, found.join(' and ') || 'nowhere']
  })
  return Object.fromEntries(states)
}

function isPublished({ stages }: Catalog, months: Record<string, number>): boolean {
  const ids = Object.keys(months).flatMap((month) => [
    `etl/${month}`,
    `etl/${month.slice(0, 4)}`,
    `quarterly/${month.slice(0, 4)}`,
  ])
  return ids.every((id) => stages[id] && stages[id].done === stages[id].want)
}
