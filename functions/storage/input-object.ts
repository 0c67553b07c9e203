import { Readable } from 'node:stream'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { ObjectChangedError } from '../runtime/errors.ts'
import type { Upload } from '../upload/upload.ts'
import { isConflict, isMissing, s3 } from './object-store.ts'

/** The part of an upload that pins its bytes. */
type PinnedObject = Pick<Upload, 'bucket' | 'key' | 'versionId' | 'etag'>

/**
 * Opens the stored bytes [start, end) of exactly this version of an input object. Throws ObjectChangedError when the
 * version was deleted or its bytes are others than when the upload was announced.
 */
export async function openInput(upload: PinnedObject, start: number, end: number): Promise<Readable> {
  try {
    // The current version first: its ETag pins it as well, and local clouds ignore ranges of versions.
    return await read(upload, start, end)
  } catch (error) {
    if (!isChanged(error)) throw error
  }
  try {
    return await read(upload, start, end, upload.versionId)
  } catch (error) {
    if (isChanged(error))
      throw new ObjectChangedError(`${upload.key} was changed or deleted while it was read`, { cause: error })
    throw error
  }
}

const isChanged = (error: unknown) => isMissing(error) || isConflict(error)

async function read(
  { bucket, key, etag }: PinnedObject,
  start: number,
  end: number,
  versionId?: string,
): Promise<Readable> {
  const Range = `bytes=${start}-${end - 1}`
  const pinned = { Bucket: bucket, Key: key, VersionId: versionId, IfMatch: etag, Range }
  const answer = await s3.send(new GetObjectCommand(pinned))
  const body = answer.Body as Readable
  // Whoever ignores a range answers with everything and says no range.
  return answer.ContentRange ? body : Readable.from(cut(body, start, end))
}

async function* cut(body: Readable, start: number, end: number): AsyncGenerator<Buffer> {
  let position = 0
  for await (const bytes of body as AsyncIterable<Buffer>) {
    const piece = bytes.subarray(Math.max(0, start - position), Math.max(0, end - position))
    position += bytes.length
    if (piece.length) yield piece
    if (position >= end) return
  }
}
