import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { isUpload } from '../../functions/storage/is-upload.ts'
import { incomingPrefix } from '../../functions/storage/layout.ts'
import { headObject } from '../../functions/storage/object-store.ts'
import { identifyUpload } from '../../functions/upload/upload-identity.ts'
import { stack } from '../pipeline/stack.ts'
import type { ListedUpload } from '../pipeline/upload-state.ts'
import type { Show } from '../terminal/board.ts'
import { CommandError, exitCodes } from '../terminal/command-error.ts'
import { size } from '../terminal/wording.ts'
import { type Ending, followUpload, type UploadProgress } from './follow.ts'
import { describeProgress, describeTrouble } from './progress-text.ts'
import { putUpload } from './put.ts'

/** A file and the key it gets. */
export interface FileToSend {
  path: string
  key: string
}

interface Sent extends ListedUpload {
  bytes: number
  /** Moment the object was complete. */
  sentAt: Date
}

/**
 * Checks the files and names their keys, in composed characters (NFC) whatever system the names come from.
 * @param as name of the one file, or with a slash at its end the folder of all
 * Throws a CommandError, before anything is sent, on what is no file or would not arrive as an upload of its own.
 */
export async function nameKeys(paths: string[], as?: string): Promise<FileToSend[]> {
  if (as === '') throw new CommandError('--as is empty', 'leave --as out, or give a name', exitCodes.usage)
  const folder = as === undefined ? '' : as.endsWith('/') ? as : null
  if (folder === null && paths.length > 1)
    throw new CommandError(
      '--as names one object, and there are several files',
      'leave --as out, or end it with a slash: --as 2024/',
      exitCodes.usage,
    )
  const files = paths.map((path) => {
    const name = folder === null ? as : `${folder}${basename(path)}`
    return { path, key: `${incomingPrefix}${name}`.normalize('NFC') }
  })
  for (const file of files) await checkFile(file)
  refuseSameKey(files)
  return files
}

async function checkFile({ path, key }: FileToSend): Promise<void> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile())
    throw new CommandError(`${path} is not a file`, 'npm run generate -- --help makes one')
  if (!isUpload(key, 1))
    throw new CommandError(
      `${key} is a name that the pipeline ignores (ignoredNames in hive/policy.ts)`,
      'give it another: --as NAME',
      exitCodes.usage,
    )
}

/** Of two files under one key the later one would replace the other. */
function refuseSameKey(files: readonly FileToSend[]): void {
  for (const [key, same] of Map.groupBy(files, (file) => file.key))
    if (same.length > 1)
      throw new CommandError(
        `${same.map(({ path }) => path).join(' and ')} would have one key, ${key}; nothing was sent`,
        'send them one at a time: --as NAME, or --as FOLDER/ for a folder of its own',
        exitCodes.usage,
      )
}

/** Stores a file in the input bucket, as any S3 client would. */
export async function send({ path, key }: FileToSend, show: Show): Promise<Sent> {
  const { size: bytes } = await stat(path)
  const bucket = stack.inputBucket
  const onBytes = (stored: number) => show(`uploading ${size(stored)} of ${size(bytes)}`, 'uploading')
  const versionId = await putUpload(path, { bucket, key }, { onBytes })
  const sentAt = new Date()
  const head = await headObject(bucket, key, versionId)
  const identity = identifyUpload({ bucket, key, versionId, lastModified: head!.lastModified }, 0)
  return { ...identity, key, bytes, sentAt }
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
