import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { mapConcurrently } from '../runtime/concurrently.ts'
import { MissingObjectError } from '../runtime/errors.ts'
import { getKept } from './kept-objects.ts'
import { isMissing } from './object-store.ts'
import { readSlice } from './packs.ts'
import { type ObjectStore, readJson, s3Path } from './store.ts'

const atOnce = 16

/**
 * Objects that the work of one call reads, each in one GET however often it is asked for, and of a pack no more than from
 * the first to the last file that is expected of it. What is not there is null.
 */
export class Downloads {
  readonly store: ObjectStore
  private readonly folder: string
  private readonly files = new Map<string, Promise<string | null>>()
  private readonly values = new Map<string, Promise<unknown>>()
  /** Names of files that will be asked for, by their packs. */
  private readonly expected = new Map<string, Set<string>>()
  /** Where files of packs are, by their names. */
  private readonly unpacked = new Map<string, Promise<ReadonlyMap<string, string> | null>>()

  /** @param folder where files are kept, under their keys */
  constructor(store: ObjectStore, folder: string) {
    this.store = store
    this.folder = folder
  }

  /** Says which files will be asked for, so that one GET of a pack fetches all of them. */
  expect(names: readonly string[]): void {
    for (const name of names) {
      const { pack } = readSlice(name) ?? {}
      if (pack) this.expected.set(pack, (this.expected.get(pack) ?? new Set()).add(name))
    }
  }

  /** The file of a key, or of a name within a pack. */
  file(name: string): Promise<string | null> {
    const file = this.files.get(name) ?? this.download(name)
    this.files.set(name, file)
    return file
  }

  /** The file of an object; a warm function may have the one with this ETag from a call before. */
  kept(key: string, etag?: string): Promise<string | null> {
    const file = this.files.get(key) ?? this.downloadKept(key, etag)
    this.files.set(key, file)
    return file
  }

  /** The files of keys, or of names within packs, some at a time. Throws MissingObjectError when one is gone. */
  mustDownload(names: readonly string[]): Promise<string[]> {
    this.expect(names)
    return mapConcurrently(names, atOnce, async (name) => (await this.file(name)) ?? this.missing(name))
  }

  /** The values of JSON objects, some at a time. Throws MissingObjectError when one is gone. */
  mustRead<T>(keys: readonly string[]): Promise<T[]> {
    return mapConcurrently(keys, atOnce, async (key) => (await this.json<T>(key)) ?? this.missing(key))
  }

  /** The value of a JSON object. */
  json<T>(key: string): Promise<T | null> {
    const value = this.values.get(key) ?? readJson<T>(this.store, key).then((stored) => stored?.value ?? null)
    this.values.set(key, value)
    return value as Promise<T | null>
  }

  private missing(key: string): never {
    throw new MissingObjectError(s3Path(this.store, key))
  }

  private async download(name: string): Promise<string | null> {
    const { pack } = readSlice(name) ?? {}
    if (pack) return (await (this.unpacked.get(name) ?? this.unpack(pack, name)))?.get(name) ?? null
    const file = await this.place(name)
    return nullIfMissing(file, this.store.getFile(name, file))
  }

  /** Fetches a file of a pack with all others that are expected of it. */
  private unpack(pack: string, name: string) {
    const expected = new Set([name, ...(this.expected.get(pack) ?? [])])
    const names = [...expected].filter((one) => !this.unpacked.has(one))
    const unpacking = this.downloadPacked(pack, names)
    for (const one of names) this.unpacked.set(one, unpacking)
    return unpacking
  }

  private async downloadPacked(pack: string, names: readonly string[]): Promise<Map<string, string> | null> {
    const files = await Promise.all(
      names.map(async (name) => ({ ...readSlice(name)!, name, path: await this.place(name) })),
    )
    const paths = new Map(files.map(({ name, path }) => [name, path]))
    return nullIfMissing(paths, this.store.getPacked(pack, files))
  }

  private async downloadKept(key: string, etag?: string): Promise<string | null> {
    const file = await this.place(key)
    return nullIfMissing(file, getKept(this.store, key, file, etag))
  }

  private async place(name: string): Promise<string> {
    const file = join(this.folder, 'downloads', name)
    await mkdir(dirname(file), { recursive: true })
    return file
  }
}

async function nullIfMissing<Found>(found: Found, downloading: Promise<unknown>): Promise<Found | null> {
  try {
    await downloading
    return found
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}
