import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { headObject } from '../../functions/storage/object-store.ts'
import { identifyUpload } from '../../functions/upload/upload-identity.ts'
import { policy } from '../../hive/policy.ts'
import { stack } from '../pipeline/stack.ts'
import type { ListedUpload } from '../pipeline/upload-state.ts'
import type { Show } from '../terminal/board.ts'
import { size } from '../terminal/wording.ts'
import { type Ending, followUpload, type UploadProgress } from './follow.ts'
import type { FileToSend } from './name-keys.ts'
import { describeProgress, describeTrouble } from './progress-text.ts'
import { putUpload } from './put.ts'

interface Sent extends ListedUpload {
  bytes: number
  /** Moment the object was complete. */
  sentAt: Date
}

/** Stores a file in the input bucket, as any S3 client would, with what its content must be as metadata. */
export async function send({ path, key, expected }: FileToSend, show: Show): Promise<Sent> {
  const { size: bytes } = await stat(path)
  const bucket = stack.inputBucket
  const onBytes = (stored: number) => show(`uploading ${size(stored)} of ${size(bytes)}`, 'uploading')
  const isHashed = bytes <= policy.limits.hashedBytes
  const metadata = { ...expected, ...(isHashed && { sha256: await hashFile(path) }) }
  const versionId = await putUpload(path, { bucket, key }, { onBytes, metadata })
  const sentAt = new Date()
  const head = await headObject(bucket, key, versionId)
  const identity = identifyUpload({ bucket, key, versionId, lastModified: head!.lastModified }, 0)
  return { ...identity, key, bytes, sentAt }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece)
  return hash.digest('hex')
}

/** Follows what was sent to its end and shows how far it is. */
export const track = (sent: ListedUpload, show: Show, signal: AbortSignal, run = sent.id): Promise<Ending> =>
  followUpload(sent, run, (progress) => show(...showingOf(progress)), signal)

/** What of a progress is shown, and what makes a new line of a plain log. */
export const showingOf = (progress: UploadProgress): Parameters<Show> => [
  describeProgress(progress),
  `${progress.phase} ${progress.run?.state ?? ''}`,
  progress.run && describeTrouble(progress.run),
]

/** Seconds from the complete object to the last table; null when no run published anything. */
export function secondsToTables(sent: Sent, ending: Ending): number | null {
  const report = ending.run?.states.findLast(({ name }) => name === 'Report')
  const last = ending.seenAt ?? report?.enteredAt
  return last ? Math.max(0, (last.getTime() - sent.sentAt.getTime()) / 1000) : null
}
