import type { StageEntry } from '../../functions/catalog/catalog.ts'
import type { StageState } from '../../functions/catalog/stage-state.ts'
import type { RunSummary } from '../../functions/run/run-summary.ts'
import { mapConcurrently } from '../../functions/runtime/concurrently.ts'
import { runKey } from '../../functions/storage/layout.ts'
import { readJson, s3Store } from '../../functions/storage/store.ts'
import type { Mismatches } from '../../functions/sweep/live-keys.ts'
import { chooseSource } from '../../hive/choose-source.ts'
import type { Run } from '../pipeline/executions.ts'
import type { QuarantinedUpload } from '../pipeline/pass-uploads.ts'
import type { PipelineState } from '../pipeline/pipeline-state.ts'
import { stack } from '../pipeline/stack.ts'
import { type DerivedState, deriveState, type UploadState, uploadStates } from '../pipeline/upload-state.ts'

/** What `npm run status -- --json` prints. */
export interface Overview {
  uploads: {
    byState: Record<UploadState, number>
    /** Rows that are kept apart, of uploads that stand: not of replaced or retracted ones. */
    quarantined: number
    /** Which uploads they are of, by key. */
    quarantines: QuarantinedUpload[]
    /** The newest thousand, and all that are neither published nor superseded; oldest first. */
    listed: UploadLine[]
  }
  stages: { byState: Partial<Record<StageState, number>>; open: StageLine[] }
  runs: RunLine[]
  /** Where the input bucket and the tables do not match. */
  mismatches: Mismatches
}

export interface UploadLine extends Omit<DerivedState, 'open'> {
  upload: string
  key: string
  /** Name of the source that its key chooses. */
  source: string
  uploadedAt: string
  bytes: number
}

export interface StageLine
  extends Pick<StageEntry, 'want' | 'done' | 'rows' | 'failures' | 'failure' | 'due'> {
  stage: string
  state: StageState
  claimedBy?: string
}

interface RunLine {
  run: string
  status: string
  startedAt: string
  /** Until now while it runs. */
  seconds: number
  /** US dollars that it would have cost on AWS; absent while it is not known. */
  dollars?: number
}

/**
 * Sums the pipeline up; pure.
 * @param dollars cost of runs by name, as far as it is known
 */
export function summarize(
  { uploads, settled, quarantines, evidence, runs, mismatches }: PipelineState,
  dollars: ReadonlyMap<string, number>,
  now: Date,
): Overview {
  const none = Object.fromEntries(uploadStates.map((state) => [state, 0])) as Record<UploadState, number>
  const byState = { ...none, ...settled }
  const listed = uploads.map((upload) => {
    const { state, because } = deriveState(upload, evidence)
    byState[state]++
    const { id, key, uploadedAt, bytes } = upload
    return { upload: id, key, source: chooseSource(key).name, uploadedAt, bytes, state, because }
  })
  const lines = runs.map((run) => ({ ...lineOf(run, now), dollars: dollars.get(run.name) }))
  const quarantined = quarantines.reduce((sum, { rows }) => sum + rows, 0)
  return {
    uploads: { byState, quarantined, quarantines, listed },
    stages: sumStages(evidence),
    runs: lines,
    mismatches,
  }
}

function sumStages({ catalog, stages }: PipelineState['evidence']): Overview['stages'] {
  const byState: Partial<Record<StageState, number>> = {}
  for (const state of Object.values(stages)) byState[state] = (byState[state] ?? 0) + 1
  const open = Object.entries(stages)
    .filter(([, state]) => state !== 'clean')
    .map(([stage, state]) => {
      const { claim, want, done, rows, failures, failure, due } = catalog.stages[stage]!
      return {
        stage,
        state,
        want,
        done,
        rows,
        failures,
        failure,
        due,
        ...(claim && { claimedBy: claim.execution }),
      }
    })
  return { byState, open }
}

const lineOf = ({ name, status, startedAt, stoppedAt }: Run, now: Date): RunLine => ({
  run: name,
  status,
  startedAt: startedAt.toISOString(),
  seconds: ((stoppedAt ?? now).getTime() - startedAt.getTime()) / 1000,
})

/** What runs cost, US dollars by run; a run that has no summary (yet) is left out. */
export async function readCosts(names: readonly string[]): Promise<Map<string, number>> {
  const costs = await mapConcurrently(names, 8, async (name) => {
    const total = (await readJson<RunSummary>(s3Store(stack.outputBucket), runKey(name)))?.value.cost?.total
    return total === undefined ? [] : [[name, total] as const]
  })
  return new Map(costs.flat())
}
