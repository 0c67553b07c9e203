import type { UploadJudgement } from '../quality/judge.ts'
import { writeQualityReport } from '../quality/report.ts'
import { sendMessage } from '../run/messages.ts'
import { record } from '../runtime/metrics.ts'
import { rejectionKey } from '../storage/layout.ts'
import { mustRead, type ObjectStore, writeJson } from '../storage/store.ts'
import type { Upload } from '../upload/upload.ts'
import {
  describeRejection,
  type HeadProblem,
  type RejectionReport,
  rejectHead,
  rejectJudged,
} from './rejection.ts'

/** Refuses an upload at the door: quality_report first, because the report under `_rejected/` ends its story. */
export async function refuseUpload(store: ObjectStore, upload: Upload, problem: HeadProblem): Promise<void> {
  const report = rejectHead(upload, problem)
  await writeQualityReport(store, upload, report.checks, new Date())
  await reportRejection(store, report)
}

/** Rejects an upload that failed its checks; `quality` is the key of its judgement. */
export async function rejectUpload(
  store: ObjectStore,
  upload: Upload,
  quality: string,
): Promise<{ report: string; reason: string }> {
  const judgement = await mustRead<UploadJudgement>(store, quality)
  const report = rejectJudged(upload, judgement)
  const key = await reportRejection(store, report)
  record('RowsRejected', judgement.rows)
  return { report: key, reason: report.reason }
}

/** Says why in a report that stays and in a message; the report's key. */
async function reportRejection(store: ObjectStore, report: RejectionReport): Promise<string> {
  const key = rejectionKey(report.upload)
  await writeJson(store, key, report)
  record('UploadsRejected', 1)
  await sendMessage(describeRejection(report))
  return key
}
