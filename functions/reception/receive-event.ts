import type { S3Event, S3EventRecord } from 'aws-lambda'
import { logger } from '../runtime/logger.ts'
import { isUpload } from '../storage/is-upload.ts'
import { headObject } from '../storage/object-store.ts'
import { listVersions } from '../storage/object-versions.ts'
import type { ObjectStore } from '../storage/store.ts'
import type { Upload } from '../upload/upload.ts'
import { identifyUpload, rankVersions, showKey } from '../upload/upload-identity.ts'
import { type Reception, receiveUpload } from './receive-upload.ts'

/** What became of an object that landed. */
type Landing = Reception | 'ignored' | 'gone'

/** Receives every object of an event; how many ended how. A fault of one is thrown after the others were received. */
export async function receiveEvent(
  store: ObjectStore,
  { Records: records = [] }: Partial<S3Event>,
): Promise<Record<Landing, number>> {
  const counts: Record<Landing, number> = { started: 0, exists: 0, rejected: 0, ignored: 0, gone: 0 }
  const faults: unknown[] = []
  for (const record of records) {
    try {
      counts[await receiveRecord(store, record)]++
    } catch (fault) {
      faults.push(fault)
    }
  }
  if (faults.length) throw faults[0]
  return counts
}

async function receiveRecord(
  store: ObjectStore,
  { s3: { bucket, object } }: S3EventRecord,
): Promise<Landing> {
  const key = decodeKey(object.key)
  if (!isUpload(key, object.size)) return 'ignored'
  const upload = await identify(bucket.name, key, object.versionId ?? 'null')
  if (!upload) {
    logger.warn('object is gone', { key: showKey(key) })
    return 'gone'
  }
  const reception = await receiveUpload(store, upload, upload.id)
  logger.info('received', { upload: upload.id, key: upload.key, reception })
  return reception
}

/** S3 writes keys in events as in a query string. */
export const decodeKey = (key: string): string => decodeURIComponent(key.replaceAll('+', ' '))

/** Identity of a version, or null when it was deleted since. */
async function identify(bucket: string, key: string, versionId: string): Promise<Upload | null> {
  const [head, rank] = await Promise.all([headObject(bucket, key, versionId), rankOf(bucket, key, versionId)])
  if (!head) return null
  const { etag, bytes, lastModified } = head
  const identity = identifyUpload({ bucket, key, versionId, lastModified }, rank)
  return { bucket, versionId, etag, bytes, ...identity }
}

async function rankOf(bucket: string, key: string, versionId: string): Promise<number> {
  const versions = []
  for await (const version of listVersions(bucket, key)) {
    if (version.key !== key) break
    versions.push(version)
  }
  return rankVersions(versions).find((version) => version.versionId === versionId)?.rank ?? 0
}
