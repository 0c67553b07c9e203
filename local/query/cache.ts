import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Round } from '../../functions/iceberg/rounds.ts'
import { mapConcurrently } from '../../functions/runtime/concurrently.ts'
import { retry } from '../../functions/runtime/retry.ts'
import { getFile } from '../../functions/storage/object-file.ts'
import { isConflict, isMissing } from '../../functions/storage/object-store.ts'
import { listPublished, type PublishedObject } from './objects.ts'
import type { PublishedFile } from './views.ts'

/** Milliseconds after which a replaced object's file is removed; another reader may still need it. */
const keepReplaced = 600_000

/**
 * Brings every published object into a folder, as a round shows them where it does, those already there by their ETag excepted, and removes what was
 * replaced. When an object is replaced during the download, the list is read again.
 */
export async function fetchPublished(
  bucket: string,
  folder: string,
  round: Round | null,
): Promise<PublishedFile[]> {
  const tryFetch = async () => {
    const objects = await listPublished(bucket, round)
    const files = await mapConcurrently(objects, 8, (object) => fetchObject(bucket, object, folder))
    await removeReplaced(files)
    return files
  }
  return retry(tryFetch, { attempts: 5, firstPause: 100, mayPass: isReplaced })
}

const isReplaced = (error: unknown) => isConflict(error) || isMissing(error)

async function fetchObject(bucket: string, object: PublishedObject, folder: string): Promise<PublishedFile> {
  const { table, key, path, etag, bytes } = object
  const version = etag ? `.${etag.replace(/[^0-9A-Za-z-]/g, '')}` : ''
  const local = join(folder, table.name, dirname(path), `${basename(key, '.parquet')}${version}.parquet`)
  const known = await stat(local).catch(() => null)
  if (known?.size !== bytes) {
    const partial = `${local}.${process.pid}`
    await mkdir(dirname(local), { recursive: true })
    await getFile(bucket, key, partial, { etag })
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
