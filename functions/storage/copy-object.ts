import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { conditionHeaders, type PutOptions, s3 } from './object-store.ts'

/** Bytes up to which an object passes through memory; larger ones are copied inside S3. */
const bufferedBytes = 64 * 1024 * 1024
/** Bytes up to which one call copies an object inside S3. */
const copiedBytes = 5 * 1024 * 1024 * 1024
/** Bytes of one part of a copy inside S3. */
const partBytes = 512 * 1024 * 1024

/**
 * Puts the bytes of one object under another key of the bucket in one visible step. CopyObject cannot be made
 * conditional on its destination; a PUT and CompleteMultipartUpload can. Without a condition it also keeps the metadata.
 * Returns the new ETag.
 */
export async function copyObject(
  bucket: string,
  from: string,
  to: string,
  bytes: number,
  options: PutOptions,
): Promise<string> {
  const CopySource = `${bucket}/${encodeURIComponent(from)}`
  if (!options.condition && bytes <= copiedBytes) {
    const answer = await s3.send(new CopyObjectCommand({ Bucket: bucket, Key: to, CopySource }))
    return answer.CopyObjectResult!.ETag!
  }
  if (bytes > bufferedBytes) return copyInParts(bucket, from, to, bytes, options)
  const source = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: from }))
  const answer = await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: to,
      Body: await source.Body!.transformToByteArray(),
      Metadata: options.metadata,
      ...conditionHeaders(options.condition),
    }),
  )
  return answer.ETag!
}

async function copyInParts(
  bucket: string,
  from: string,
  to: string,
  bytes: number,
  { metadata, condition }: PutOptions,
): Promise<string> {
  const target = { Bucket: bucket, Key: to }
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...target, Metadata: metadata }))
  try {
    const Parts = await copyParts(target, UploadId!, `${bucket}/${encodeURIComponent(from)}`, bytes)
    const answer = await s3.send(
      new CompleteMultipartUploadCommand({
        ...target,
        UploadId,
        MultipartUpload: { Parts },
        ...conditionHeaders(condition),
      }),
    )
    return answer.ETag!
  } catch (error) {
    await s3.send(new AbortMultipartUploadCommand({ ...target, UploadId })).catch(() => {})
    throw error
  }
}

async function copyParts(
  target: { Bucket: string; Key: string },
  UploadId: string,
  CopySource: string,
  bytes: number,
): Promise<CompletedPart[]> {
  const parts: CompletedPart[] = []
  for (let start = 0; start < bytes; start += partBytes) {
    const PartNumber = parts.length + 1
    const CopySourceRange = `bytes=${start}-${Math.min(start + partBytes, bytes) - 1}`
    const answer = await s3.send(
      new UploadPartCopyCommand({ ...target, UploadId, PartNumber, CopySource, CopySourceRange }),
    )
    parts.push({ PartNumber, ETag: answer.CopyPartResult!.ETag })
  }
  return parts
}
