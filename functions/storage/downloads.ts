import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { isMissing } from './object-store.ts'
import { readSlice } from './packs.ts'
import { type ObjectStore, readJson } from './store.ts'

/** Objects that the work of one call reads, each in one GET however often it is asked for. What is not there is null. */
export class Downloads {
  readonly store: ObjectStore
  private readonly folder: string
  private readonly files = new Map<string, Promise<string | null>>()
  private readonly values = new Map<string, Promise<unknown>>()

  /** @param folder where files are kept, under their keys */
  constructor(store: ObjectStore, folder: string) {
    this.store = store
    this.folder = folder
  }

  /** The file of a key, or of a name within a pack, which is read whole. */
  file(name: string): Promise<string | null> {
    const file = this.files.get(name) ?? this.download(name)
    this.files.set(name, file)
    return file
  }

  /** The value of a JSON object. */
  json<T>(key: string): Promise<T | null> {
    const value = this.values.get(key) ?? readJson<T>(this.store, key).then((stored) => stored?.value ?? null)
    this.values.set(key, value)
    return value as Promise<T | null>
  }

  private async download(name: string): Promise<string | null> {
    const file = join(this.folder, 'downloads', name)
    await mkdir(dirname(file), { recursive: true })
    const slice = readSlice(name)
    if (!slice) return this.getFile(name, file)
    const pack = await this.file(slice.pack)
    if (!pack) return null
    const { start, end } = slice
    await pipeline(createReadStream(pack, { start, end: end - 1 }), createWriteStream(file))
    return file
  }

  private async getFile(key: string, file: string): Promise<string | null> {
    try {
      await this.store.getFile(key, file)
      return file
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
  }
}
