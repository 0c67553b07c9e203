import { rmSync } from 'node:fs'
import { link, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { functionName } from '../runtime/environment.ts'
import { type ObjectStore, s3Path } from './store.ts'

/** An object as it was when it was read, on this machine. */
interface KeptObject {
  etag: string
  bytes: number
  file: string
}

/** A year of ten million rows; a twentieth of the /tmp of a function that computes years. */
const limit = 256 * 1024 * 1024

/** By address, the one that was used last at the end. */
const kept = new Map<string, KeptObject>()
let folder: Promise<string> | undefined

/**
 * The object in a new file: from this machine when a call before read the one that has this ETag, else downloaded. Of a year that is
 * computed again most months are as they were. Throws when there is none (see isMissing).
 */
export async function getKept(store: ObjectStore, key: string, path: string, etag?: string): Promise<void> {
  const address = s3Path(store, key)
  const known = kept.get(address)
  if (known && known.etag === etag && (await linkFile(known.file, path))) {
    kept.delete(address)
    kept.set(address, known)
    return
  }
  const got = await store.getFile(key, path)
  await forget(address)
  await keep(address, path, got)
}

/** False when the file is gone. */
async function linkFile(file: string, path: string): Promise<boolean> {
  try {
    await link(file, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

async function keep(address: string, path: string, got: { etag: string; bytes: number }): Promise<void> {
  folder ??= makeFolder()
  const file = join(await folder, crypto.randomUUID())
  await link(path, file)
  kept.set(address, { ...got, file })
  let sum = [...kept.values()].reduce((all, { bytes }) => all + bytes, 0)
  for (const [oldest, { bytes }] of kept) {
    if (sum <= limit) return
    await forget(oldest)
    sum -= bytes
  }
}

async function forget(address: string): Promise<void> {
  const known = kept.get(address)
  if (!known) return
  kept.delete(address)
  await rm(known.file, { force: true })
}

async function makeFolder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), `${functionName()}-kept-`))
  process.once('exit', () => rmSync(made, { recursive: true, force: true }))
  return made
}
