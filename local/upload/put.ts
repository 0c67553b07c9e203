import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { s3 } from '../../functions/storage/object-store.ts'

/** What of a file goes where. */
interface Destination {
  bucket: string
  key: string
}

/** Called with the bytes that are stored so far. */
type OnBytes = (stored: number) => void

interface PutUploadOptions {
  partBytes?: number
  onBytes?: OnBytes
  /** User metadata of the object. */
  metadata?: Record<string, string>
}

const defaultPartBytes = 16 * 1024 * 1024

/** Stores a file as a new version of an object, in parts when it is larger than one. Returns the version's id. */
export async function putUpload(
  path: string,
  destination: Destination,
  { partBytes = defaultPartBytes, onBytes, metadata }: PutUploadOptions = {},
): Promise<string> {
  const { size } = await stat(path)
  if (size > partBytes) return putParts(path, size, destination, { partBytes, onBytes, metadata })
  const { bucket: Bucket, key: Key } = destination
  const Body = await readFile(path)
  const stored = await s3.send(
    new PutObjectCommand({ Bucket, Key, Body, ContentLength: size, Metadata: metadata }),
  )
  onBytes?.(size)
  return stored.VersionId!
}

async function putParts(
  path: string,
  size: number,
  { bucket: Bucket, key: Key }: Destination,
  { partBytes, onBytes, metadata }: PutUploadOptions & { partBytes: number },
): Promise<string> {
  // At most 10,000 parts.
  const bytes = Math.max(partBytes, Math.ceil(size / 10_000))
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, Metadata: metadata }))
  try {
    const Parts: { PartNumber: number; ETag: string | undefined }[] = []
    for (let start = 0; start < size; start += bytes) {
      const end = Math.min(size, start + bytes)
      const PartNumber = Parts.length + 1
      // In memory, because a stream cannot be sent again.
      const Body = await buffer(createReadStream(path, { start, end: end - 1 }))
      const part = { Bucket, Key, UploadId, PartNumber, Body, ContentLength: end - start }
      Parts.push({ PartNumber, ETag: (await s3.send(new UploadPartCommand(part))).ETag })
      onBytes?.(end)
    }
    const whole = { Bucket, Key, UploadId, MultipartUpload: { Parts } }
    return (await s3.send(new CompleteMultipartUploadCommand(whole))).VersionId!
  } catch (error) {
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => {
      // The lifecycle rule removes what could not be aborted.
    })
    throw error
  }
}
