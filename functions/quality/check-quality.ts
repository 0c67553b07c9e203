import type { Verdict } from '../../hive/checks.ts'
import { chooseSource } from '../../hive/choose-source.ts'
import { columnsOf, type Source } from '../../hive/source.ts'
import { record } from '../runtime/metrics.ts'
import { countersKey, duplicatesKey, qualityKey } from '../storage/layout.ts'
import { mustRead, type ObjectStore, readJson, writeJson } from '../storage/store.ts'
import type { Upload } from '../upload/upload.ts'
import type { UploadCounters } from './findings.ts'
import { judgeUpload, type SetFindings, type UploadJudgement } from './judge.ts'
import { writeQualityReport } from './report.ts'

export interface QualityTask {
  execution: string
  upload: Upload
}

/** The verdict, as it travels between states. */
interface Judged {
  verdict: Verdict
  rows: number
  /** Names of the failed checks. */
  failed: string[]
  /** Key of the whole judgement. */
  quality: string
}

/** Judges what the states before counted; checks over all rows count as not evaluated when no state made them. */
export async function checkQuality(
  store: ObjectStore,
  { execution, upload }: QualityTask,
  now: Date,
): Promise<Judged> {
  const [counters, found] = await Promise.all([
    mustRead<UploadCounters>(store, countersKey(upload.id, execution)),
    readJson<SetFindings>(store, duplicatesKey(upload.id, execution)),
  ])
  const judgement = nameColumns(judgeUpload(counters, found?.value ?? null), chooseSource(upload.key))
  const { verdict, rows, outcomes } = judgement
  const quality = qualityKey(upload.id, execution)
  await Promise.all([writeQualityReport(store, upload, outcomes, now), writeJson(store, quality, judgement)])
  record('RowsReceived', rows)
  if (verdict === 'FAIL') record('QualityFail', 1)
  if (verdict === 'WARN') record('QualityWarn', 1)
  const failed = outcomes.filter(({ status }) => status === 'FAIL').map(({ name }) => name)
  return { verdict, rows, failed, quality }
}

/** The judgement with columns as the sender names them, what they are here in brackets: `승인금액 (amount)`. */
function nameColumns(judgement: UploadJudgement, { fields }: Source): UploadJudgement {
  const sent = (column: string) => {
    const names = fields[column] ? columnsOf(fields[column]).join(', ') : ''
    return names === '' || names === column ? column : `${names} (${column})`
  }
  const outcomes = judgement.outcomes.map((outcome) => ({
    ...outcome,
    samples: outcome.samples.map((sample) => ({
      ...sample,
      ...(sample.column && { column: sent(sample.column) }),
    })),
  }))
  return { ...judgement, outcomes }
}
