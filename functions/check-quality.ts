import { handle } from './handle.ts'
import type { UploadCounters } from './quality/findings.ts'
import { judgeUpload, type SetFindings } from './quality/judge.ts'
import { writeQualityReport } from './quality/report.ts'
import { record } from './runtime/metrics.ts'
import { countersKey, duplicatesKey, qualityKey } from './storage/layout.ts'
import { mustRead, type ObjectStore, readJson, writeJson } from './storage/store.ts'
import type { Upload } from './upload/upload.ts'

interface QualityTask {
  execution: string
  upload: Upload
}

/** State CheckQuality: the verdict of every check, into quality_report and for the gate. */
export const handler = handle(async (task: QualityTask, store) => {
  const judged = await checkQuality(store, task, new Date())
  record('RowsReceived', judged.rows)
  if (judged.verdict === 'FAIL') record('QualityFail', 1)
  if (judged.verdict === 'WARN') record('QualityWarn', 1)
  return judged
})

/** Judges what the states before counted; checks over all rows count as not evaluated when no state made them. */
export async function checkQuality(store: ObjectStore, { execution, upload }: QualityTask, now: Date) {
  const counters = await mustRead<UploadCounters>(store, countersKey(upload.id, execution))
  const found = await readJson<SetFindings>(store, duplicatesKey(upload.id, execution))
  const judgement = judgeUpload(counters, found?.value ?? null)
  await writeQualityReport(store, upload, judgement.outcomes, now)
  const quality = qualityKey(upload.id, execution)
  await writeJson(store, quality, judgement)
  const failed = judgement.outcomes.filter(({ status }) => status === 'FAIL').map(({ name }) => name)
  return { verdict: judgement.verdict, rows: judgement.rows, failed, quality }
}
