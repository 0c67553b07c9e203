import { mkdir, open, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { mapConcurrently } from '../runtime/concurrently.ts'
import { MissingObjectError } from '../runtime/errors.ts'
import { getKept } from './kept-objects.ts'
import { isMissing } from './object-store.ts'
import { type ByteRange, readSlice, type Slice } from './packs.ts'
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
  private readonly expected = new Map<string, ByteRange>()
  private readonly parts = new Map<string, PackPart>()

  /** @param folder where files are kept, under their keys */
  constructor(store: ObjectStore, folder: string) {
    this.store = store
    this.folder = folder
  }

  /** Says which files will be asked for, so that one GET of a pack fetches all of them. */
  expect(names: readonly string[]): void {
    for (const name of names) {
      const slice = readSlice(name)
      if (slice) this.expected.set(slice.pack, spanOf(slice, this.expected.get(slice.pack)))
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
    const file = await this.place(name)
    const slice = readSlice(name)
    if (!slice) return nullIfMissing(file, this.store.getFile(name, file))
    const pack = await this.packOf(slice)
    if (!pack) return null
    await writeFile(file, await readRange(pack, slice.start, slice.end))
    return file
  }

  private async downloadKept(key: string, etag?: string): Promise<string | null> {
    const file = await this.place(key)
    return nullIfMissing(file, getKept(this.store, key, file, etag))
  }

  private packOf(slice: Slice): Promise<string | null> {
    const { pack } = slice
    const part = this.parts.get(pack)
    if (part && part.start <= slice.start && slice.end <= part.end) return part.file
    const range = spanOf(slice, this.expected.get(pack))
    const file = this.downloadPart(pack, range)
    this.parts.set(pack, { ...range, file })
    return file
  }

  private async downloadPart(pack: string, range: ByteRange): Promise<string | null> {
    const file = await this.place(`${pack}#from-${range.start}-to-${range.end}`)
    return nullIfMissing(file, this.store.getFile(pack, file, { range }))
  }

  private async place(name: string): Promise<string> {
    const file = join(this.folder, 'downloads', name)
    await mkdir(dirname(file), { recursive: true })
    return file
  }
}

async function nullIfMissing(file: string, downloading: Promise<unknown>): Promise<string | null> {
  try {
    await downloading
    return file
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

/** Bytes of a pack that were fetched, in a file where they stand as in the pack. */
interface PackPart extends ByteRange {
  file: Promise<string | null>
}

const spanOf = (one: ByteRange, other: ByteRange = one): ByteRange => ({
  start: Math.min(one.start, other.start),
  end: Math.max(one.end, other.end),
})

async function readRange(path: string, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.alloc(end - start)
  const file = await open(path)
  try {
    await file.read(bytes, 0, bytes.length, start)
  } finally {
    await file.close()
  }
  return bytes
}
