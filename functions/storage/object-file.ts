import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { conditionHeaders, isPassing, s3, type WriteCondition } from './object-store.ts'

/** Downloads an object into a file; returns its bytes. `pin` makes the read fail when the object changed. */
export async function getFile(
  bucket: string,
  key: string,
  path: string,
  pin: { versionId?: string; etag?: string } = {},
): Promise<number> {
  const answer = await s3.send(
    new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: pin.versionId, IfMatch: pin.etag }),
  )
  await pipeline(answer.Body as Readable, createWriteStream(path))
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
  options: { metadata?: Record<string, string>; condition?: WriteCondition } = {},
): Promise<string> {
  const ContentLength = (await stat(path)).size
  const { metadata: Metadata, condition } = options
  const target = { Bucket: bucket, Key: key, ContentLength, Metadata, ...conditionHeaders(condition) }
  for (let attempt = 1; ; attempt++) {
    try {
      return (await s3.send(new PutObjectCommand({ ...target, Body: createReadStream(path) }))).ETag!
    } catch (error) {
      if (attempt === 5 || !isPassing(error)) throw error
    }
    await wait(Math.random() * 100 * 2 ** attempt)
  }
}
