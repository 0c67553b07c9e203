import type { Catalog } from '../catalog/catalog.ts'
import { isUpload } from '../storage/is-upload.ts'
import { incomingPrefix } from '../storage/layout.ts'
import type { Upload } from '../upload/upload.ts'
import {
  identifyUpload,
  type ListedVersion,
  rankVersions,
  runName,
  uploadOf,
} from '../upload/upload-identity.ts'

/** What is known of uploads, read in this order: a request leaves pending only for the catalog. */
export interface Ledger {
  pending: ReadonlySet<string>
  rejected: ReadonlySet<string>
  catalog: Catalog
}

/** Runs of one upload before it is left to a person. */
const runLimit = 3

/** The uploads that a listing of the input bucket shows, oldest first. Folder markers and ignored names are none. */
export function identifyVersions(bucket: string, versions: readonly ListedVersion[]): Upload[] {
  const uploads = rankVersions(versions)
    .filter(({ key, bytes }) => isUpload(key, bytes))
    .map(({ key, versionId, lastModified, etag, bytes, rank }) => {
      const identity = identifyUpload({ bucket, key, versionId, lastModified }, rank)
      return { bucket, versionId, etag, bytes, ...identity }
    })
  return inOrder(uploads)
}

/** Oldest first. */
export const inOrder = (uploads: readonly Upload[]): Upload[] =>
  uploads.toSorted((a, b) => (a.order < b.order ? -1 : 1))

/** The versions of a listing of any length, key by key; keys come in order. */
export async function* groupByKey(versions: AsyncIterable<ListedVersion>): AsyncGenerator<ListedVersion[]> {
  let group: ListedVersion[] = []
  for await (const version of versions) {
    if (group.length > 0 && group[0]!.key !== version.key) {
      yield group
      group = []
    }
    group.push(version)
  }
  if (group.length > 0) yield group
}

/** The upload a person means: by id or by the name of one of its runs, by key (the newest version), or by the beginning of its id. */
export function findUpload(uploads: readonly Upload[], name: string): Upload | undefined {
  const newest = uploads.toReversed()
  for (const means of meanings(name)) {
    const found = newest.find(means)
    if (found) return found
  }
  return undefined
}

/** True of every upload that a person may mean by a name. */
export const mayBeMeant = (name: string) => (upload: Upload) => meanings(name).some((means) => means(upload))

/** What a name may mean, the likeliest first. */
function meanings(name: string): ((upload: Upload) => boolean)[] {
  const key = (name.startsWith(incomingPrefix) ? name : `${incomingPrefix}${name}`).normalize('NFC')
  return [
    ({ id }) => id === uploadOf(name),
    (upload) => upload.key.normalize('NFC') === key,
    ({ id }) => name !== '' && id.startsWith(name),
  ]
}

/** Uploads that are neither published, superseded, rejected nor waiting to be folded; pure. */
export const findMissing = (uploads: readonly Upload[], { pending, rejected, catalog }: Ledger): Upload[] =>
  uploads.filter(({ id, key, order }) => {
    return order > (catalog.keys[key]?.order ?? '') && !pending.has(id) && !rejected.has(id)
  })

/**
 * Name of the next run of an upload: `running` when one is under way, `exhausted` when as many as `limit` ended without
 * having finished it.
 * @param statusOf status of an execution, null when there is none of that name
 */
export async function nextRun(
  id: string,
  statusOf: (execution: string) => Promise<string | null>,
  limit = runLimit,
): Promise<{ name: string } | 'running' | 'exhausted'> {
  for (let run = 0; run < limit; run++) {
    const name = runName(id, run)
    const status = await statusOf(name)
    if (status === null) return { name }
    if (status === 'RUNNING') return 'running'
  }
  return 'exhausted'
}
