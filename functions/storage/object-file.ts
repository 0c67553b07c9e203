import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { retry } from '../runtime/retry.ts'
import { conditionHeaders, isPassing, type PutOptions, s3 } from './object-store.ts'
import { spanOf, type UnpackedFile, unpackFiles } from './packs.ts'

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
  { pin }: { pin?: string } = {},
): Promise<FetchedObject> {
  const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: pin }))
  await pipeline(answer.Body as Readable, createWriteStream(path))
  return { etag: answer.ETag!, bytes: answer.ContentLength! }
}

/** Downloads files of a pack in one GET, from the first to the last of them. */
export async function getPacked(bucket: string, pack: string, files: readonly UnpackedFile[]): Promise<void> {
  const { start, end } = spanOf(files)
  const Range = `bytes=${start}-${end - 1}`
  const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: pack, Range }))
  // Whoever ignores a range answers with everything and says no range.
  const body = answer.Body as Readable
  try {
    await unpackFiles(body, answer.ContentRange ? start : 0, files)
  } finally {
    body.destroy()
  }
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
