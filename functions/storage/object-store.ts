import { DeleteObjectsCommand, HeadObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import { PipelineError } from '../runtime/errors.ts'
import { countCalls } from '../runtime/usage.ts'

/** The one S3 client of a function. Path style, because local clouds have no bucket host names. */
export const s3 = countCalls(new S3Client({ forcePathStyle: true, maxAttempts: 5 }))

/** Condition of a write: only over this ETag, or only where nothing is. */
export type WriteCondition = { ifMatch: string } | { ifNoneMatch: '*' }

export interface PutOptions {
  condition?: WriteCondition
  metadata?: Record<string, string>
  contentType?: string
}

/** True when the store says that the object does not exist. */
export function isMissing(error: unknown): boolean {
  const name = (error as Error)?.name
  return name === 'NoSuchKey' || name === 'NotFound' || statusOf(error) === 404
}

/** True when a conditional write lost its race (412, or 409 while another write was under way). */
export function isConflict(error: unknown): boolean {
  return statusOf(error) === 412 || statusOf(error) === 409
}

/** True when the store or the network failed for the moment. */
export const isPassing = (error: unknown) => (statusOf(error) ?? 500) >= 500

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } })?.$metadata?.httpStatusCode
}

export interface ObjectHead {
  etag: string
  bytes: number
  lastModified: Date
  metadata: Record<string, string>
}

/** Head of an object, or null when there is none. */
export async function headObject(
  bucket: string,
  key: string,
  versionId?: string,
): Promise<ObjectHead | null> {
  try {
    const answer = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }))
    return {
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

export interface ListedObject {
  key: string
  bytes: number
  lastModified: Date
}

/** Every object under a prefix, page by page. */
export async function* listObjects(bucket: string, prefix: string): AsyncGenerator<ListedObject> {
  const pages = paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })
  for await (const { Contents = [] } of pages)
    for (const { Key, Size, LastModified } of Contents)
      yield { key: Key!, bytes: Size!, lastModified: LastModified! }
}

/** Deletes objects, a thousand a request; keys that do not exist are no error. */
export async function deleteObjects(bucket: string, keys: readonly string[]): Promise<void> {
  for (let at = 0; at < keys.length; at += 1000) {
    const answer = await s3.send(
      new DeleteObjectsCommand({
        Bucket: bucket,
        Delete: { Objects: keys.slice(at, at + 1000).map((Key) => ({ Key })), Quiet: true },
      }),
    )
    const failed = answer.Errors?.[0]
    if (failed) throw new PipelineError(`could not delete ${failed.Key}: ${failed.Code} ${failed.Message}`)
  }
}

/** Headers of a conditional write. */
export function conditionHeaders(condition?: WriteCondition) {
  if (!condition) return {}
  return 'ifMatch' in condition ? { IfMatch: condition.ifMatch } : { IfNoneMatch: condition.ifNoneMatch }
}
