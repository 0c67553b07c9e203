import type { StageId } from '../../jobs/stages.ts'
import { type CaughtError, readReason } from '../masking/reason.ts'
import type { Upload } from '../upload/upload.ts'
import type { Message } from './messages.ts'
import type { RunSummary } from './run-summary.ts'

export interface FailedRun {
  execution: string
  /** ISO 8601 UTC. */
  startedAt: string
  trigger: string
  error: CaughtError
  upload?: Upload
  merged?: { rows: number }
  quality?: { verdict: string }
}

/** Sums a failed run up, for people and for the report. */
export function summarizeFailure(run: FailedRun, now: Date): RunSummary {
  const { execution, trigger, startedAt, upload } = run
  const since = upload?.uploadedAt ?? startedAt
  const { id, key, bytes, uploadedAt } = upload ?? ({} as Upload)
  const judged = { rows: run.merged?.rows ?? 0, verdict: run.quality?.verdict ?? 'unknown' }
  return {
    execution,
    trigger,
    outcome: 'failed',
    reason: readReason(run.error),
    startedAt,
    finishedAt: now.toISOString(),
    seconds: Math.max(0, (now.getTime() - Date.parse(since)) / 1000),
    ...(upload && { upload: { id, key, bytes, uploadedAt, ...judged } }),
    stages: [],
    due: [],
    deferred: [],
    parked: [],
  }
}

/** What a failed run says: what it was for, why it failed, what is safe, and the command that helps. */
export function describeFailure(run: FailedRun, released: readonly StageId[]): Message {
  const { execution, upload } = run
  const what = upload ? `upload ${upload.id} (${upload.key})` : `run ${execution} (${run.trigger})`
  const lines = [
    `${what} failed: ${readReason(run.error)}`,
    'No table was left half written; what was admitted stays pending or folded and is not lost.',
    ...(released.length ? [`Given back for the next run: ${released.join(', ')}.`] : []),
    upload
      ? `Run it again: npm run replay -- ${upload.id} (the nightly run does so by itself)`
      : 'Run it again: npm run nightly',
    `Details: npm run status -- ${upload?.id ?? execution}`,
  ]
  return { subject: `card-pipeline: failed ${upload?.id ?? execution}`, text: lines.join('\n') }
}
