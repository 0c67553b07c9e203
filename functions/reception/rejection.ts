import type { CheckOutcome, UploadJudgement } from '../quality/judge.ts'
import { writeDetails } from '../run/advice.ts'
import type { Message } from '../run/messages.ts'
import { rejectionKey } from '../storage/layout.ts'
import type { Upload } from '../upload/upload.ts'

/** Why an upload was refused, as `_rejected/<upload>/report.json` tells people. Values are masked. */
export interface RejectionReport {
  upload: string
  bucket: string
  key: string
  versionId: string
  uploadedAt: string
  bytes: number
  /** At the door (`header`) or by the quality checks (`quality`). */
  stage: 'header' | 'quality'
  /** The one sentence that says what is wrong. */
  reason: string
  /** Line (from 1) and column of the first problem, where there is one. */
  line?: number
  column?: string
  /** Everything that is wrong, a sentence each. */
  details: string[]
  /** What to do; absent where the file is to be corrected. */
  remedy?: string
  /** Names of the failed checks. */
  failed: string[]
  rows: number | null
  /** Every check that was made, with up to 20 sample lines of those that found something. */
  checks: CheckOutcome[]
}

const identity = ({ id, bucket, key, versionId, uploadedAt, bytes }: Upload) => ({
  upload: id,
  bucket,
  key,
  versionId,
  uploadedAt,
  bytes,
})

/** What the head of an object shows to be wrong. */
export interface HeadProblem {
  reason: string
  line?: number
  column?: string
  details: string[]
  /** What its sender does. */
  remedy: string
}

/** Report of an upload refused at the door. */
export function rejectHead(upload: Upload, problem: HeadProblem): RejectionReport {
  const outcome: CheckOutcome = {
    category: 'schema',
    name: 'file_format',
    status: 'FAIL',
    issueCount: Math.max(1, problem.details.length),
    issueRatio: null,
    detail: [problem.reason, ...problem.details].join('; '),
    samples: [],
  }
  return {
    ...identity(upload),
    stage: 'header',
    ...problem,
    failed: [outcome.name],
    rows: null,
    checks: [outcome],
  }
}

/** Report of an upload that failed its quality checks. */
export function rejectJudged(upload: Upload, { rows, outcomes }: UploadJudgement): RejectionReport {
  const failed = outcomes.filter(({ status }) => status === 'FAIL')
  const first = failed
    .flatMap(({ samples }) => samples)
    .sort((a, b) => a.line - b.line)
    .find(({ line }) => line > 0)
  return {
    ...identity(upload),
    stage: 'quality',
    reason: `${failed.length} of ${outcomes.length} quality checks failed: ${failed.map(({ name }) => name).join(', ')}`,
    ...(first && { line: first.line }),
    ...(first?.column && { column: first.column }),
    details: failed.map(({ name, detail }) => `${name}: ${detail}`),
    failed: failed.map(({ name }) => name),
    rows,
    checks: outcomes,
  }
}

/** What people are told about a refused upload. */
export function describeRejection(report: RejectionReport): Message {
  const { upload, key, reason, details, line, column } = report
  const remedy = report.remedy ?? 'Correct the file and upload it again under the same name.'
  const where = [line && `line ${line}`, column && `column ${column}`].filter(Boolean).join(', ')
  const lines = [
    `upload ${upload} (${key}) was rejected: ${reason}.`,
    ...(where ? [`First problem: ${where}.`] : []),
    ...details.slice(0, 10).map((detail) => `- ${detail}`),
    `The tables are unchanged. ${remedy}`,
    writeDetails(upload, `${rejectionKey(upload)} in the output bucket`),
  ]
  return { subject: `card-pipeline: rejected ${upload}`, text: lines.join('\n') }
}
