import type { Readable } from 'node:stream'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { ObjectChangedError } from './errors.ts'
import { isConflict, isMissing, s3 } from './object-store.ts'
import type { Upload } from './upload.ts'

/** The part of an upload that pins its bytes. */
export type PinnedObject = Pick<Upload, 'bucket' | 'key' | 'versionId' | 'etag'>

/**
 * Opens the stored bytes [start, end) of exactly this version of an input object. Throws ObjectChangedError when the
 * version was deleted or its bytes are others than when the upload was announced.
 */
export async function openInput(upload: PinnedObject, start: number, end: number): Promise<Readable> {
  try {
    const answer = await s3.send(
      new GetObjectCommand({
        Bucket: upload.bucket,
        Key: upload.key,
        VersionId: upload.versionId,
        IfMatch: upload.etag,
        Range: `bytes=${start}-${end - 1}`,
      }),
    )
    return answer.Body as Readable
  } catch (error) {
    if (isMissing(error) || isConflict(error))
      throw new ObjectChangedError(`${upload.key} was changed or deleted while it was read`, { cause: error })
    throw error
  }
}
