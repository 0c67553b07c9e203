import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { MissingObjectError } from '../runtime/errors.ts'
import { copyObject } from './copy-object.ts'
import { type FetchedObject, getFile, getPacked, putFile } from './object-file.ts'
import {
  conditionHeaders,
  deleteObjects,
  headObject,
  isMissing,
  type ListedObject,
  listObjects,
  type ObjectHead,
  type PutOptions,
  s3,
  type WriteCondition,
} from './object-store.ts'
import type { UnpackedFile } from './packs.ts'

export interface StoredJson<T> {
  value: T
  etag: string
}

export interface StoredObject extends ObjectHead {
  body: Uint8Array
}

/** A bucket as functions work in it. Every call is atomic; a lost condition throws (see isConflict). */
export interface ObjectStore {
  readonly bucket: string
  get(key: string): Promise<StoredObject | null>
  head(key: string): Promise<ObjectHead | null>
  /** Returns the new ETag. */
  put(key: string, body: string | Uint8Array, options?: PutOptions): Promise<string>
  /** Puts an object's bytes under another key in one visible step, with its metadata unless others are given; returns the new ETag. */
  copy(from: string, to: string, options?: PutOptions): Promise<string>
  /** Downloads an object into a new file. */
  getFile(key: string, path: string): Promise<FetchedObject>
  /** Downloads files that stand within an object into new files, in one GET. */
  getPacked(pack: string, files: readonly UnpackedFile[]): Promise<void>
  /** Uploads a file of up to 5 GB; returns the new ETag. */
  putFile(key: string, path: string, options?: PutOptions): Promise<string>
  list(prefix: string): AsyncIterable<ListedObject>
  /** Keys that do not exist are no error. */
  delete(keys: readonly string[]): Promise<void>
}

/** A bucket in S3. */
export function s3Store(bucket: string): ObjectStore {
  return {
    bucket,
    get: (key) => getObject(bucket, key),
    head: (key) => headObject(bucket, key),
    put: (key, body, options) => putObject(bucket, key, body, options),
    copy: (from, to, options) => copyObject(bucket, from, to, options),
    getFile: (key, path) => getFile(bucket, key, path),
    getPacked: (pack, files) => getPacked(bucket, pack, files),
    putFile: (key, path, options) => putFile(bucket, key, path, options),
    list: (prefix) => listObjects(bucket, prefix),
    delete: (keys) => deleteObjects(bucket, keys),
  }
}

/** A JSON object and its ETag, or null when there is none. */
export async function readJson<T>(store: ObjectStore, key: string): Promise<StoredJson<T> | null> {
  const stored = await store.get(key)
  return stored && { value: JSON.parse(Buffer.from(stored.body).toString()) as T, etag: stored.etag }
}

/** The value of a JSON object. Throws MissingObjectError when there is none. */
export async function mustRead<T>(store: ObjectStore, key: string): Promise<T> {
  const stored = await readJson<T>(store, key)
  if (!stored) throw new MissingObjectError(s3Path(store, key))
  return stored.value
}

/** A key as DuckDB, Spark and Iceberg name it: `s3://bucket/key`. */
export const s3Path = ({ bucket }: Pick<ObjectStore, 'bucket'>, key: string): string =>
  `s3://${bucket}/${key}`

/** Writes a JSON object and returns its ETag; a lost condition throws (see isConflict). */
export const writeJson = (store: ObjectStore, key: string, value: unknown, condition?: WriteCondition) =>
  store.put(key, `${JSON.stringify(value)}\n`, { condition, contentType: 'application/json' })

async function getObject(bucket: string, key: string): Promise<StoredObject | null> {
  try {
    const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    return {
      body: await answer.Body!.transformToByteArray(),
      etag: answer.ETag!,
      bytes: answer.ContentLength!,
      lastModified: answer.LastModified!,
      metadata: answer.Metadata ?? {},
    }
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

async function putObject(
  bucket: string,
  key: string,
  body: string | Uint8Array,
  { condition, metadata, contentType }: PutOptions = {},
): Promise<string> {
  const answer = await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: body,
      Metadata: metadata,
      ContentType: contentType,
      ...conditionHeaders(condition),
    }),
  )
  return answer.ETag!
}
