import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isMissing } from '../storage/object-store.ts'
import { type ObjectStore, readJson } from '../storage/store.ts'

/** Objects that the stages of one call read, each in one GET however many of them ask. What is not there is null. */
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

  /** The object as a file. */
  file(key: string): Promise<string | null> {
    const file = this.files.get(key) ?? this.download(key)
    this.files.set(key, file)
    return file
  }

  /** The value of a JSON object. */
  json<T>(key: string): Promise<T | null> {
    const value = this.values.get(key) ?? readJson<T>(this.store, key).then((stored) => stored?.value ?? null)
    this.values.set(key, value)
    return value as Promise<T | null>
  }

  private async download(key: string): Promise<string | null> {
    const file = join(this.folder, 'downloads', key)
    await mkdir(dirname(file), { recursive: true })
    try {
      await this.store.getFile(key, file)
      return file
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
  }
}
