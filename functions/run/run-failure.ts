import type { StageId } from '../../jobs/stages.ts'
import { type CaughtError, readReason } from '../masking/reason.ts'
import type { Upload } from '../upload/upload.ts'
import { showKey } from '../upload/upload-identity.ts'
import { showRun, writeCommand, writeDetails, writeExecution } from './advice.ts'
import type { Message } from './messages.ts'
import type { RunSummary } from './run-summary.ts'

export interface FailedRun {
  execution: string
  /** ISO 8601 UTC. */
  startedAt: string
  trigger: string
  error: CaughtError
  /** Of a replay, what a person called it. */
  upload?: Upload | string
  /** Of a retraction, what a person called it. */
  key?: string
  merged?: { rows: number }
  quality?: { verdict: string }
}

/** Sums a failed run up, for people and for the report. */
export function summarizeFailure(run: FailedRun, now: Date): RunSummary {
  const { execution, trigger, startedAt } = run
  const upload = uploadOf(run)
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
  const { execution } = run
  const upload = uploadOf(run)
  const what = upload ? `upload ${upload.id} (${upload.key})` : `run ${execution} (${run.trigger})`
  const lines = [
    `${what} failed: ${readReason(run.error)}`,
    'No table was left half written; what was admitted stays pending or folded and is not lost.',
    ...(released.length ? [`Given back for the next run: ${released.join(', ')}.`] : []),
    `Run it again: ${writeRepetition(run)}${upload ? ' (the nightly run does so by itself)' : ''}`,
    writeDetails(upload?.id ?? execution, showRun(execution)),
  ]
  return { subject: `card-pipeline: failed ${upload?.id ?? execution}`, text: lines.join('\n') }
}

const uploadOf = ({ upload }: FailedRun): Upload | undefined =>
  typeof upload === 'object' ? upload : undefined

/** Both ways to ask for the same once more. */
function writeRepetition({ trigger, upload, key }: FailedRun): string {
  const either = (command: string, input: object) => `${command}, or ${writeExecution(input)}`
  const again = typeof upload === 'object' ? upload.id : upload && showKey(upload)
  if (again) return either(writeCommand('replay', again), { trigger: 'replay', upload: again })
  const shown = key && showKey(key)
  if (trigger === 'retract' && shown) return either(writeCommand('retract', shown), { trigger, key: shown })
  return either(writeCommand('nightly'), { trigger: 'schedule' })
}
