import type { UploadJudgement } from './quality/judge.ts'
import { describeRejection, rejectJudged } from './reception/rejection.ts'
import { sendMessage } from './run/messages.ts'
import { outputBucket } from './runtime/environment.ts'
import { carry } from './runtime/handler.ts'
import { record } from './runtime/metrics.ts'
import { rejectionKey } from './storage/layout.ts'
import { readJson, s3Store, writeJson } from './storage/store.ts'
import type { Upload } from './upload/upload.ts'

interface RejectTask {
  execution: string
  upload: Upload
  quality: { quality: string }
}

/** State RejectUpload: says why an upload failed its checks, in a report that stays and in a message. */
export const handler = carry(async ({ upload, quality }: RejectTask) => {
  const store = s3Store(outputBucket())
  const judgement = await readJson<UploadJudgement>(store, quality.quality)
  if (!judgement) throw new Error(`${quality.quality} is missing`)
  const report = rejectJudged(upload, judgement.value)
  const key = rejectionKey(upload.id)
  await writeJson(store, key, report)
  record('UploadsRejected', 1)
  record('RowsRejected', judgement.value.rows)
  await sendMessage(describeRejection(report))
  return { report: key, reason: report.reason }
})
