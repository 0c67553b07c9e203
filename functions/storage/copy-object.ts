import { CopyObjectCommand } from '@aws-sdk/client-s3'
import { conditionHeaders, type PutOptions, s3 } from './object-store.ts'

/**
 * Puts the bytes of one object, up to 5 GB, under another key of the bucket in one visible step, inside S3. Without metadata
 * it keeps those of the source. Returns the new ETag.
 */
export async function copyObject(
  bucket: string,
  from: string,
  to: string,
  { metadata, condition }: PutOptions = {},
): Promise<string> {
  const answer = await s3.send(
    new CopyObjectCommand({
      Bucket: bucket,
      Key: to,
      CopySource: `${bucket}/${encodeURIComponent(from)}`,
      ...(metadata && { Metadata: metadata, MetadataDirective: 'REPLACE' }),
      ...conditionHeaders(condition),
    }),
  )
  return answer.CopyObjectResult!.ETag!
}
