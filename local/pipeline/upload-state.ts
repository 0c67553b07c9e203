import type { Catalog, Request } from '../../functions/catalog/catalog.ts'
import type { StageState } from '../../functions/catalog/stage-state.ts'
import type { StageFailure } from '../../functions/run/run-summary.ts'
import { touchedStages } from '../../functions/run/run-summary.ts'

/** Stages whose last attempt failed. */
export const failuresAmong = (open: DerivedState['open']): StageFailure[] =>
  open.flatMap(({ stage, reason }) => (reason === undefined ? [] : [{ stage, reason }]))

/** Every upload is in exactly one of these. */
export const uploadStates = [
  'received',
  'pending',
  'folded',
  'published',
  'rejected',
  'superseded',
  'failed',
] as const
export type UploadState = (typeof uploadStates)[number]

/** An upload as the input bucket lists it. */
export interface ListedUpload {
  id: string
  key: string
  order: string
}

/** What is known of the whole pipeline at one moment. */
export interface Evidence {
  catalog: Catalog
  stages: Record<string, StageState>
  /** Ids of pending requests. */
  pending: ReadonlySet<Request['kind'] | string>
  /** Ids of uploads with a rejection report. */
  rejected: ReadonlySet<string>
  /** Status of an upload's newest run. */
  runs: ReadonlyMap<string, string>
}

export interface DerivedState {
  state: UploadState
  /** Why, in words for people. */
  because: string
  /** Stages that are not published yet, with how they stand and why their last attempt failed. */
  open: { stage: string; state: StageState; reason?: string }[]
}

/** Derives the state of one upload; pure. The order of the questions is the order of authority. */
export function deriveState(upload: ListedUpload, evidence: Evidence): DerivedState {
  const { catalog, pending, rejected, runs } = evidence
  const current = catalog.keys[upload.key]
  const run = runs.get(upload.id)
  if (current?.upload === upload.id) return deriveFolded(Object.keys(current.months), evidence)
  if (current && upload.order <= current.order && !rejected.has(upload.id)) {
    const because = current.upload ? `by ${current.upload}` : 'its key was retracted'
    return { state: 'superseded', because, open: [] }
  }
  if (pending.has(upload.id)) return { state: 'pending', because: 'admitted, not yet folded', open: [] }
  if (rejected.has(upload.id)) return { state: 'rejected', because: 'see its report', open: [] }
  if (run === 'RUNNING') return { state: 'received', because: 'its run converts and judges it', open: [] }
  if (run) return { state: 'failed', because: `its run ended as ${run.toLowerCase()}`, open: [] }
  return { state: 'received', because: 'no run yet; the nightly sweep starts it', open: [] }
}

function deriveFolded(months: string[], { catalog, stages }: Evidence): DerivedState {
  const open = touchedStages(months)
    .map((stage) => {
      const reason = catalog.stages[stage]?.failure
      return { stage, state: stages[stage] ?? 'clean', ...(reason && { reason }) }
    })
    .filter(({ state }) => state !== 'clean')
  if (open.length === 0) return { state: 'published', because: 'all its stages are done', open }
  const words = [...new Set(open.map(({ state }) => state))].join(', ')
  return {
    state: 'folded',
    because: `${open.length} ${open.length === 1 ? 'stage' : 'stages'} not published: ${words}`,
    open,
  }
}
