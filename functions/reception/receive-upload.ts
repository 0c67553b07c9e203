import { startExecution } from '../run/executions.ts'
import { deployedGrain, readNumber } from '../runtime/environment.ts'
import { record } from '../runtime/metrics.ts'
import { openInput } from '../storage/input-object.ts'
import { headObject } from '../storage/object-store.ts'
import type { ObjectStore } from '../storage/store.ts'
import type { Upload, UploadRun } from '../upload/upload.ts'
import { cutChunks } from './cut-chunks.ts'
import { judgeHead } from './judge-head.ts'
import { addAnnounced } from './read-announced.ts'
import { refuseUpload } from './reject-upload.ts'

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
  const [verdict, head] = await Promise.all([
    judgeHead(upload, (start, end) => openInput(upload, start, end)),
    headObject(upload.bucket, upload.key, upload.versionId),
  ])
  if ('problem' in verdict) {
    await refuseUpload(store, upload, verdict.problem)
    return 'rejected'
  }
  const format = addAnnounced(
    { ...verdict.format, grain: deployedGrain() },
    head?.metadata ?? {},
    upload.bytes,
  )
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
