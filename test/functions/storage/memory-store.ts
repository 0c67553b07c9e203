import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import type { FetchedObject } from '../../../functions/storage/object-file.ts'
import type { PutOptions } from '../../../functions/storage/object-store.ts'
import { spanOf, type UnpackedFile, unpackFiles } from '../../../functions/storage/packs.ts'
import type { ObjectStore, StoredObject } from '../../../functions/storage/store.ts'

/** A bucket in memory: every call is one atomic step, conditional writes are exact, ETags are those of the bytes. */
export class MemoryStore implements ObjectStore {
  readonly bucket = 'tables'
  readonly objects = new Map<string, StoredObject>()
  now: () => Date
  calls = { get: 0, head: 0, put: 0, copy: 0, list: 0, delete: 0 }
  /** Bytes that went into files. */
  bytesRead = 0

  constructor(now = () => new Date()) {
    this.now = now
  }

  async get(key: string): Promise<StoredObject | null> {
    this.calls.get++
    return this.objects.get(key) ?? null
  }

  async head(key: string): Promise<StoredObject | null> {
    this.calls.head++
    return this.objects.get(key) ?? null
  }

  async put(key: string, body: string | Uint8Array, options: PutOptions = {}): Promise<string> {
    this.calls.put++
    return this.write(key, Buffer.from(body as Uint8Array), options)
  }

  async copy(from: string, to: string, options: PutOptions = {}): Promise<string> {
    this.calls.copy++
    const source = this.objects.get(from)
    if (!source) throw failure('NoSuchKey', 404)
    return this.write(to, source.body, { ...options, metadata: options.metadata ?? source.metadata })
  }

  async getFile(key: string, path: string): Promise<FetchedObject> {
    const { body, etag, bytes } = await this.mustGet(key)
    await writeFile(path, body)
    this.bytesRead += bytes
    return { etag, bytes }
  }

  async getPacked(pack: string, files: readonly UnpackedFile[]): Promise<void> {
    const { start, end } = spanOf(files)
    const { body } = await this.mustGet(pack)
    await unpackFiles([body.subarray(start, end)], start, files)
    this.bytesRead += end - start
  }

  private async mustGet(key: string): Promise<StoredObject> {
    const object = await this.get(key)
    if (!object) throw failure('NoSuchKey', 404)
    return object
  }

  putFile = async (key: string, path: string, options?: PutOptions) =>
    this.put(key, await readFile(path), options)

  async *list(prefix: string) {
    this.calls.list++
    for (const key of [...this.objects.keys()].filter((each) => each.startsWith(prefix)).sort()) {
      const object = this.objects.get(key)
      if (object) yield { key, bytes: object.bytes, lastModified: object.lastModified }
    }
  }

  async delete(keys: readonly string[]): Promise<void> {
    this.calls.delete++
    for (const key of keys) this.objects.delete(key)
  }

  keys = (prefix = '') => [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort()

  json<T>(key: string): T | undefined {
    const object = this.objects.get(key)
    return object && (JSON.parse(Buffer.from(object.body).toString()) as T)
  }

  protected write(key: string, body: Uint8Array, { condition, metadata = {} }: PutOptions): string {
    const standing = this.objects.get(key)
    if (condition && 'ifMatch' in condition && standing?.etag !== condition.ifMatch)
      throw failure('PreconditionFailed', 412)
    if (condition && 'ifNoneMatch' in condition && standing) throw failure('PreconditionFailed', 412)
    const etag = `"${createHash('md5').update(body).digest('hex')}"`
    this.objects.set(key, { body, etag, bytes: body.length, lastModified: this.now(), metadata })
    return etag
  }
}

/** An error as the SDK throws it. */
export const failure = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } })
