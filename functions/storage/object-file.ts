import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { retry } from '../runtime/retry.ts'
import { conditionHeaders, isPassing, type PutOptions, s3 } from './object-store.ts'
import type { ByteRange } from './packs.ts'

/** The bytes that are to be read: a version, or the object while it has this ETag. */
interface ObjectPin {
  versionId?: string
  etag?: string
}

/**
 * Downloads an object into a new file; returns how many bytes came. `pin` makes the read fail when the object changed; of a
 * `range` only these bytes are read, and stand in the file where they stand in the object.
 */
export async function getFile(
  bucket: string,
  key: string,
  path: string,
  { versionId, etag, range }: ObjectPin & { range?: ByteRange } = {},
): Promise<number> {
  const Range = range && `bytes=${range.start}-${range.end - 1}`
  const answer = await s3.send(
    new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId, IfMatch: etag, Range }),
  )
  // Whoever ignores a range answers with everything and says no range.
  const start = range && answer.ContentRange ? range.start : 0
  await pipeline(answer.Body as Readable, createWriteStream(path, { start }))
  return answer.ContentLength ?? 0
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
