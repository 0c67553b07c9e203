import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { retry } from '../runtime/retry.ts'
import { conditionHeaders, isPassing, type PutOptions, s3 } from './object-store.ts'
import type { ByteRange } from './packs.ts'

/** What is to be read of an object: all, or these bytes at least, which stand in the file where they stand in the object. */
export interface ReadOptions {
  range?: ByteRange
}

/** What was fetched of an object. */
export interface FetchedObject {
  etag: string
  bytes: number
}

/** Downloads an object into a new file. The read fails when the object has not the ETag that is given in `pin`. */
export async function getFile(
  bucket: string,
  key: string,
  path: string,
  { pin, range }: ReadOptions & { pin?: string } = {},
): Promise<FetchedObject> {
  const Range = range && `bytes=${range.start}-${range.end - 1}`
  const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: pin, Range }))
  // Whoever ignores a range answers with everything and says no range.
  const start = range && answer.ContentRange ? range.start : 0
  await pipeline(answer.Body as Readable, createWriteStream(path, { start }))
  return { etag: answer.ETag!, bytes: answer.ContentLength! }
}

/**
 * Uploads a file (up to 5 GB) in one PUT; returns its ETag. The SDK repeats no request whose body is a stream, so a
 * passing failure is repeated here, from the start of the file.
 */
export async function putFile(
  bucket: string,
  key: string,
  path: string,
  { metadata, contentType, condition }: PutOptions = {},
): Promise<string> {
  const ContentLength = (await stat(path)).size
  const target = {
    Bucket: bucket,
    Key: key,
    ContentLength,
    ContentType: contentType,
    Metadata: metadata,
    ...conditionHeaders(condition),
  }
  const put = () => s3.send(new PutObjectCommand({ ...target, Body: createReadStream(path) }))
  return (await retry(put, { attempts: 5, firstPause: 200, mayPass: isPassing })).ETag!
}
