import { handle } from './handle.ts'
import { receiveUpload } from './reception/receive-upload.ts'
import { replayUpload } from './requests/replay.ts'
import { executionStatus } from './run/executions.ts'
import { inputBucket } from './runtime/environment.ts'
import { logger } from './runtime/logger.ts'
import { listVersions } from './storage/object-versions.ts'

interface ReplayTask {
  execution: string
  /** Id of the upload, or its key. */
  upload: string
}

/** State ReplayUpload: starts another run of an upload that a person names. */
export const handler = handle(async ({ upload }: ReplayTask, store) => {
  const replayed = await replayUpload(upload, {
    inputBucket: inputBucket(),
    listVersions: (prefix) => listVersions(inputBucket(), prefix),
    statusOf: executionStatus,
    receive: (found, execution) => receiveUpload(store, found, execution),
  })
  logger.info('replayed', { ...replayed })
  return replayed
})
