import { handle } from './handle.ts'
import type { UploadJudgement } from './quality/judge.ts'
import { describeRejection, rejectJudged } from './reception/rejection.ts'
import { sendMessage } from './run/messages.ts'
import { record } from './runtime/metrics.ts'
import { rejectionKey } from './storage/layout.ts'
import { mustRead, writeJson } from './storage/store.ts'
import type { Upload } from './upload/upload.ts'

interface RejectTask {
  execution: string
  upload: Upload
  quality: { quality: string }
}

/** State RejectUpload: says why an upload failed its checks, in a report that stays and in a message. */
export const handler = handle(async ({ upload, quality }: RejectTask, store) => {
  const judgement = await mustRead<UploadJudgement>(store, quality.quality)
  const report = rejectJudged(upload, judgement)
  const key = rejectionKey(upload.id)
  await writeJson(store, key, report)
  record('UploadsRejected', 1)
  record('RowsRejected', judgement.rows)
  await sendMessage(describeRejection(report))
  return { report: key, reason: report.reason }
})
