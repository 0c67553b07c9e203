import { handle } from './handle.ts'
import { rejectUpload } from './reception/reject-upload.ts'
import type { Upload } from './upload/upload.ts'

interface RejectTask {
  upload: Upload
  /** What CheckQuality answered. */
  quality: { quality: string }
}

/** State RejectUpload: says why an upload failed its checks. */
export const handler = handle(({ upload, quality }: RejectTask, store) =>
  rejectUpload(store, upload, quality.quality),
)
