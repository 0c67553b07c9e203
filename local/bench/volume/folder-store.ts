import { createHash } from 'node:crypto'
import { readFileSync, renameSync } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { catalogKey } from '../../../functions/storage/layout.ts'
import type { FetchedObject } from '../../../functions/storage/object-file.ts'
import type { PutOptions } from '../../../functions/storage/object-store.ts'
import { spanOf, type UnpackedFile, unpackFiles } from '../../../functions/storage/packs.ts'
import type { ObjectStore, StoredObject } from '../../../functions/storage/store.ts'

/** What a store was asked for. */
export interface Traffic {
  calls: Record<'get' | 'head' | 'put' | 'copy' | 'list' | 'delete', number>
  bytesRead: number
  bytesWritten: number
  /** Writes of the catalog's root. */
  swaps: number
}

type Known = Omit<StoredObject, 'body' | 'etag'> & { etag?: string }

const noTraffic = (): Traffic => ({
  calls: { get: 0, head: 0, put: 0, copy: 0, list: 0, delete: 0 },
  bytesRead: 0,
  bytesWritten: 0,
  swaps: 0,
})

/** A bucket in a folder, for one process at a time, that counts what it is asked for. Conditional writes are exact. */
export class FolderStore implements ObjectStore {
  readonly bucket = 'volume'
  traffic = noTraffic()
  private writes = 0
  private readonly folder: string
  private readonly known = new Map<string, Known>()

  private constructor(folder: string) {
    this.folder = folder
  }

  /** Opens the bucket with what an earlier process left in it; metadata is not kept between processes. */
  static async open(folder: string): Promise<FolderStore> {
    const store = new FolderStore(folder)
    await mkdir(folder, { recursive: true })
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const path = join(entry.parentPath, entry.name)
      const { size, mtime } = await stat(path)
      store.remember(path.slice(folder.length + 1), { bytes: size, lastModified: mtime, metadata: {} })
    }
    return store
  }

  /** What was asked for since this was called last. */
  takeTraffic(): Traffic {
    const { traffic } = this
    this.traffic = noTraffic()
    return traffic
  }

  async get(key: string): Promise<StoredObject | null> {
    this.traffic.calls.get++
    const known = this.known.get(key)
    if (!known) return null
    const body = await readFile(this.pathOf(key)).catch(unlessGone)
    if (!body) return null
    this.traffic.bytesRead += body.length
    return { ...known, bytes: body.length, body, etag: etagOf(body) }
  }

  async head(key: string) {
    this.traffic.calls.head++
    const known = this.known.get(key)
    return known ? { ...known, etag: known.etag ?? etagOf(await readFile(this.pathOf(key))) } : null
  }

  async put(key: string, body: string | Uint8Array, options: PutOptions = {}): Promise<string> {
    this.traffic.calls.put++
    return this.write(key, Buffer.from(body as Uint8Array), options)
  }

  async copy(from: string, to: string, options: PutOptions = {}): Promise<string> {
    this.traffic.calls.copy++
    const metadata = options.metadata ?? this.known.get(from)?.metadata
    return this.write(to, await readFile(this.pathOf(from)), { ...options, metadata })
  }

  async getFile(key: string, path: string): Promise<FetchedObject> {
    this.traffic.calls.get++
    const known = this.known.get(key)
    if (!known) throw failure('NoSuchKey', 404)
    const etag = known.etag ?? etagOf(await readFile(this.pathOf(key)))
    await copyFile(this.pathOf(key), path)
    this.traffic.bytesRead += known.bytes
    return { etag, bytes: known.bytes }
  }

  async getPacked(pack: string, files: readonly UnpackedFile[]): Promise<void> {
    this.traffic.calls.get++
    const { start, end } = spanOf(files)
    const body = await readFile(this.pathOf(pack)).catch(unlessGone)
    if (!body) throw failure('NoSuchKey', 404)
    this.traffic.bytesRead += end - start
    await unpackFiles([body.subarray(start, end)], start, files)
  }

  async putFile(key: string, path: string, options: PutOptions = {}): Promise<string> {
    return this.put(key, await readFile(path), options)
  }

  async *list(prefix: string) {
    const within = [...this.buckets].filter(([name]) => name.startsWith(prefix) || prefix.startsWith(name))
    const keys = within
      .flatMap(([, own]) => [...own])
      .filter((key) => key.startsWith(prefix))
      .sort()
    this.traffic.calls.list += Math.max(1, Math.ceil(keys.length / 1000))
    for (const key of keys) {
      const known = this.known.get(key)
      if (known) yield { key, bytes: known.bytes, lastModified: known.lastModified }
    }
  }

  async delete(keys: readonly string[]): Promise<void> {
    this.traffic.calls.delete += Math.ceil(keys.length / 1000)
    for (const key of keys) if (this.forget(key)) await rm(this.pathOf(key), { force: true })
  }

  /** Keys by their first two folders, so that a listing does not pass through all of them. */
  private readonly buckets = new Map<string, Set<string>>()

  private remember(key: string, known: Known): void {
    this.known.set(key, known)
    const bucket = bucketOf(key)
    this.buckets.set(bucket, (this.buckets.get(bucket) ?? new Set()).add(key))
  }

  private forget(key: string): boolean {
    this.buckets.get(bucketOf(key))?.delete(key)
    return this.known.delete(key)
  }

  private readonly pathOf = (key: string) => join(this.folder, key)

  /** The condition is judged and the object replaced in one turn of the event loop. */
  private async write(key: string, body: Uint8Array, { condition, metadata = {} }: PutOptions) {
    const path = this.pathOf(key)
    const written = `${this.folder}.${this.writes++}`
    await mkdir(dirname(path), { recursive: true })
    await writeFile(written, body)
    const standing = this.known.get(key)
    if (standing && condition) standing.etag ??= etagOf(readFileSync(path))
    if (condition && ('ifMatch' in condition ? standing?.etag !== condition.ifMatch : standing)) {
      await rm(written)
      throw failure('PreconditionFailed', 412)
    }
    renameSync(written, path)
    const etag = etagOf(body)
    this.remember(key, { bytes: body.length, lastModified: new Date(), metadata, etag })
    this.traffic.bytesWritten += body.length
    if (key === catalogKey) this.traffic.swaps++
    return etag
  }
}

const bucketOf = (key: string) => key.split('/', 2).join('/')

const etagOf = (body: Uint8Array) => `"${createHash('md5').update(body).digest('hex')}"`

const failure = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } })

function unlessGone(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}
