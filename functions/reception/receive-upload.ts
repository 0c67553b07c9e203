import { buffer } from 'node:stream/consumers'
import { chooseSource } from '../../hive/choose-source.ts'
import { startExecution } from '../run/executions.ts'
import { deployedGrain, readNumber } from '../runtime/environment.ts'
import { record } from '../runtime/metrics.ts'
import { openInput } from '../storage/input-object.ts'
import type { ObjectStore } from '../storage/store.ts'
import type { Upload, UploadRun } from '../upload/upload.ts'
import { cutChunks } from './cut-chunks.ts'
import { headBytes, inspectHead } from './inspect-head.ts'
import { refuseUpload } from './reject-upload.ts'
import type { HeadProblem } from './rejection.ts'

export type Reception = 'started' | 'exists' | 'rejected'

/**
 * Judges an upload by its head: refused with a report, or its run is started under `execution`. Idempotent; throws
 * ObjectChangedError when the version is gone.
 */
export async function receiveUpload(
  store: ObjectStore,
  upload: Upload,
  execution: string,
): Promise<Reception> {
  const verdict = upload.cardInKey
    ? { problem: cardInKey }
    : inspectHead(await readHead(upload), upload.bytes, chooseSource(upload.key))
  if ('problem' in verdict) {
    await refuseUpload(store, upload, verdict.problem)
    return 'rejected'
  }
  const format = { ...verdict.format, grain: deployedGrain() }
  const chunks = cutChunks(format, upload.bytes, readNumber('CHUNK_BYTES'))
  const started = await startExecution(execution, {
    trigger: 'upload',
    upload,
    format,
    chunks,
  } satisfies UploadRun)
  if (started === 'started') record('UploadsAccepted', 1)
  return started
}

const readHead = async (upload: Upload): Promise<Buffer> =>
  upload.bytes === 0 ? Buffer.alloc(0) : buffer(await openInput(upload, 0, Math.min(upload.bytes, headBytes)))

const cardInKey: HeadProblem = {
  reason: 'its key shows a card number in clear, here masked',
  details: [],
  remedy: 'Delete the object with all its versions, and upload the file under a name without the number.',
}
