import { setTimeout as sleep } from 'node:timers/promises'
import type { RejectionReport } from '../../functions/reception/rejection.ts'
import { readHistory } from '../../functions/run/executions.ts'
import type { RunSummary } from '../../functions/run/run-summary.ts'
import { describeFailures } from '../../functions/run/run-summary.ts'
import { rejectionKey, runKey } from '../../functions/storage/layout.ts'
import { readJson, s3Store } from '../../functions/storage/store.ts'
import { findRun, type RunDetail } from '../pipeline/executions.ts'
import { readEvidence } from '../pipeline/pipeline-state.ts'
import { type RunProgress, readProgress } from '../pipeline/run-progress.ts'
import { stack } from '../pipeline/stack.ts'
import { type DerivedState, deriveState, failuresAmong, type ListedUpload } from '../pipeline/upload-state.ts'

/** What a follower sees while an upload is on its way. */
export interface UploadProgress {
  phase: 'waiting' | 'running' | 'settling'
  run?: RunProgress
  judgement?: DerivedState
}

/** How it ended: `deferred` is folded and waits for the nightly run, `lost` is no run within a minute. */
export interface Ending {
  state: 'published' | 'rejected' | 'superseded' | 'deferred' | 'parked' | 'failed' | 'lost'
  because: string
  run?: RunProgress
  /** Moment it was seen to be over, when another run published its stages after its own had ended. */
  seenAt?: Date
  /** Report under `_rejected/`. */
  rejection?: RejectionReport
}

const waitSeconds = 60

/**
 * Follows an upload until it is published, rejected or needs a person. Aborting only ends the following.
 * @param name name of its run; the upload's id unless it was started again
 */
export async function followUpload(
  upload: ListedUpload,
  name: string,
  show: (progress: UploadProgress) => void,
  signal: AbortSignal,
): Promise<Ending> {
  const run = await awaitRun(upload.id, name, show, signal)
  if (run === 'rejected') return rejected(upload.id)
  if (!run) return { state: 'lost', because: `no run started within ${waitSeconds} s` }
  const { progress, detail } = await watchRun(run.name, show, signal)
  if (progress.state === 'Rejected') return rejected(upload.id, progress)
  return settle(upload, progress, detail, show, signal)
}

async function awaitRun(
  id: string,
  name: string,
  show: (progress: UploadProgress) => void,
  signal: AbortSignal,
): Promise<RunDetail | 'rejected' | null> {
  for (const end = Date.now() + waitSeconds * 1000; Date.now() < end; await pause(100, signal)) {
    show({ phase: 'waiting' })
    const run = await findRun(name)
    if (run) return run
    if (await readJson(s3Store(stack.outputBucket), rejectionKey(id))) return 'rejected'
  }
  return null
}

/** A run that has ended. */
export interface WatchedRun {
  progress: RunProgress
  detail: RunDetail
}

/** Follows one run to its end, and asks more rarely the longer it takes: each answer is its whole history. */
export async function watchRun(
  name: string,
  show: (progress: UploadProgress) => void,
  signal: AbortSignal,
): Promise<WatchedRun> {
  for (const started = Date.now(); ; await pause(Math.max(200, (Date.now() - started) / 8), signal)) {
    const detail = await findRun(name)
    if (!detail) throw new Error(`run ${name} is gone`)
    const progress = readProgress(await readHistory(name))
    show({ phase: 'running', run: progress })
    if (detail.status !== 'RUNNING') return { progress, detail }
  }
}

/** The run is over; another run may still compute stages that it folded. */
async function settle(
  upload: ListedUpload,
  run: RunProgress,
  detail: RunDetail,
  show: (progress: UploadProgress) => void,
  signal: AbortSignal,
): Promise<Ending> {
  let seenAt: Date | undefined
  for (let idle = 0; ; idle++) {
    const evidence = await readEvidence([{ ...detail, name: upload.id }], [upload.key])
    const judgement = deriveState(upload, evidence)
    show({ phase: 'settling', run, judgement })
    if (judgement.open.some(({ state }) => state === 'claimed')) idle = 0
    const state = endingOf(judgement, detail.status === 'SUCCEEDED' && idle < idlePolls)
    if (state)
      return { state, because: reasonOf(judgement, detail, await readFault(detail.name)), run, seenAt }
    await pause(500, signal)
    seenAt = new Date()
  }
}

/** Why it ended so: the fault of a run that failed, or what stands and why stages failed; pure. */
export function reasonOf(
  { because, open }: DerivedState,
  { status, cause }: Outcome,
  fault?: string,
): string {
  if (status !== 'SUCCEEDED') return fault ?? cause ?? because
  return [because, ...describeFailures(failuresAmong(open))].join('; ')
}

type Outcome = Pick<RunDetail, 'status' | 'cause'>

/** Why a run failed, as it left it behind. */
export const readFault = async (name: string) =>
  (await readJson<RunSummary>(s3Store(stack.outputBucket), runKey(name)))?.value.reason

// Half a minute in which no run works on its stages.
const idlePolls = 60

/** How a judgement ends the following, or null while it may still change; pure. */
export function endingOf({ state, open }: DerivedState, hopeful: boolean): Ending['state'] | null {
  if (state === 'published' || state === 'superseded' || state === 'rejected' || state === 'failed')
    return state
  const isOpen = (...states: string[]) => open.some(({ state }) => states.includes(state))
  if (state === 'folded' && !isOpen('claimed', 'expired', 'due'))
    return isOpen('parked') ? 'parked' : 'deferred'
  return hopeful || isOpen('claimed') ? null : 'failed'
}

async function rejected(id: string, run?: RunProgress): Promise<Ending> {
  const rejection = (await readJson<RejectionReport>(s3Store(stack.outputBucket), rejectionKey(id)))?.value
  return {
    state: 'rejected',
    because: `report: s3://${stack.outputBucket}/${rejectionKey(id)}`,
    run,
    rejection,
  }
}

const pause = (millis: number, signal: AbortSignal) => sleep(millis, undefined, { signal })
