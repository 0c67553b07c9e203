import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Round } from '../../functions/iceberg/rounds.ts'
import { mapConcurrently } from '../../functions/runtime/concurrently.ts'
import { retry } from '../../functions/runtime/retry.ts'
import { getFile } from '../../functions/storage/object-file.ts'
import { isConflict, isMissing } from '../../functions/storage/object-store.ts'
import { tables } from '../../hive/contract.ts'
import type { Table } from '../../hive/table.ts'
import { listPublished, type PublishedObject } from './objects.ts'
import type { PublishedFile } from './views.ts'

/** Milliseconds after which a replaced object's file is removed; another reader may still need it. */
const keepReplaced = 600_000

/** What is read of the published tables. */
export interface Selection {
  /** All of them unless given. */
  wanted?: readonly Table[]
  /** Called with what is not here yet, before any of it is read; throws to stop it. */
  beforeRead?: (missing: readonly PublishedObject[]) => Promise<void>
}

/**
 * Brings every published object into a folder, as a round shows them where it does, those already there by their ETag excepted, and removes what was
 * replaced. When an object is replaced during the download, the list is read again.
 */
export async function fetchPublished(
  bucket: string,
  folder: string,
  round: Round | null,
  { wanted = tables, beforeRead }: Selection = {},
): Promise<PublishedFile[]> {
  const tryFetch = async () => {
    const objects = (await listPublished(bucket, round, wanted)).map((object) => ({
      ...object,
      local: place(object, folder),
    }))
    await beforeRead?.(await missingAmong(objects))
    const files = await mapConcurrently(objects, 8, (object) => fetchObject(bucket, object))
    await removeReplaced(files)
    return files
  }
  return retry(tryFetch, { attempts: 5, firstPause: 100, mayPass: isReplaced })
}

const isReplaced = (error: unknown) => isConflict(error) || isMissing(error)

type Placed = PublishedObject & { local: string }

function place({ table, path, etag }: PublishedObject, folder: string): string {
  const version = etag ? `.${etag.replace(/[^0-9A-Za-z-]/g, '')}` : ''
  return join(folder, table.name, dirname(path), `${basename(path, '.parquet')}${version}.parquet`)
}

const isHere = async ({ local, bytes }: Placed) => (await stat(local).catch(() => null))?.size === bytes

async function missingAmong(objects: readonly Placed[]): Promise<Placed[]> {
  const here = await mapConcurrently(objects, 8, isHere)
  return objects.filter((_, at) => !here[at])
}

async function fetchObject(bucket: string, object: Placed): Promise<PublishedFile> {
  const { table, key, path, etag, bytes, local } = object
  if (!(await isHere(object))) {
    const partial = `${local}.${process.pid}`
    await mkdir(dirname(local), { recursive: true })
    await getFile(bucket, key, partial, { pin: etag })
    await rename(partial, local)
  }
  return { table, path, bytes, local }
}

async function removeReplaced(files: readonly PublishedFile[]): Promise<void> {
  const wanted = new Set(files.map((file) => file.local))
  for (const directory of new Set(files.map((file) => dirname(file.local)))) {
    for (const name of await readdir(directory)) {
      const path = join(directory, name)
      const age = wanted.has(path)
        ? 0
        : Date.now() - ((await stat(path).catch(() => null))?.mtimeMs ?? Date.now())
      if (age > keepReplaced) await rm(path, { force: true })
    }
  }
}
