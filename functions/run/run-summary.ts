import { parseStage, type StageId, unitStage, yearStages } from '../../jobs/stages.ts'
import type { Catalog, Engine, PlannedStage, PlanningPolicy, Tie } from '../catalog/catalog.ts'
import { type StageState, stageStates } from '../catalog/stage-state.ts'
import type { Upload } from '../upload/upload.ts'
import type { RunCost } from './cost.ts'
import type { SnapshotSummary } from './snapshots.ts'

/**
 * How a run ended for the upload or request it was started for: of an upload whose stages are not all published,
 * `incomplete` when one is parked, else `deferred` when one waits for the night, else `due`: other runs take them.
 */
type RunOutcome = 'published' | 'due' | 'deferred' | 'incomplete' | 'superseded' | 'refreshed' | 'failed'

export interface StageSummary {
  stage: string
  generation: number
  engine: Engine
  /** Exact input rows. */
  rows: number
  round: number
  published: boolean
}

/** A stage that is not published because computing or publishing it failed. */
export interface StageFailure {
  stage: string
  /** One line for people, without card numbers. */
  reason: string
}

/** What one run did, for people and for the report; times are ISO 8601 UTC, `seconds` from upload (or start) to end. */
export interface RunSummary {
  execution: string
  trigger: string
  outcome: RunOutcome
  /** Why the run failed, in one line. */
  reason?: string
  startedAt: string
  finishedAt: string
  seconds: number
  upload?: { id: string; key: string; bytes: number; uploadedAt: string; rows: number; verdict: string }
  stages: StageSummary[]
  /** Stages that another run holds, or that the next run takes. */
  due: string[]
  /** Heavy stages that wait for the nightly run. */
  deferred: string[]
  /** Stages that failed three times and wait for a person. */
  parked: string[]
  /** Stages of this run, or parked, whose last attempt failed, with why; absent when there is none. */
  failed?: StageFailure[]
  /** Ties that came up in months of this run; absent when there is none. */
  ties?: (Tie & { stage: string })[]
  /** What became of the tables' snapshots after it; absent when there are none. */
  snapshots?: SnapshotSummary
  /** US dollars by component; absent when what was used could not be read. */
  cost?: RunCost
}

/** The part of the state machine's state that a summary needs. */
interface FinishedRun {
  execution: string
  trigger: string
  startedAt: string
  upload?: Upload
  rows?: number
  verdict?: string
}

/** Sums a run up from its plans, one per round in order, and the catalog as it stands at `now`. */
export function summarizeRun(
  run: FinishedRun,
  plans: PlannedStage[][],
  catalog: Catalog,
  now: Date,
  policy: PlanningPolicy,
): RunSummary {
  const { execution, trigger, startedAt, upload } = run
  const since = upload?.uploadedAt ?? startedAt
  const states = stageStates(catalog, now.toISOString(), policy)
  const stagesIn = (...wanted: StageState[]) =>
    Object.keys(states).filter((stage) => wanted.includes(states[stage]!))
  const parked = stagesIn('parked')
  const failed = failuresOf(catalog, [...plans.flat().map(({ stage }) => stage), ...parked])
  const ties = plans.flat().flatMap((planned) => tiesOf(planned, catalog))
  return {
    execution,
    trigger,
    outcome: judgeOutcome(run, catalog, states),
    startedAt,
    finishedAt: now.toISOString(),
    seconds: Math.max(0, (now.getTime() - Date.parse(since)) / 1000),
    ...(upload && {
      upload: {
        id: upload.id,
        key: upload.key,
        bytes: upload.bytes,
        uploadedAt: upload.uploadedAt,
        rows: run.rows ?? 0,
        verdict: run.verdict ?? 'PASS',
      },
    }),
    stages: plans.flatMap((stages, index) =>
      stages.map((stage) => summarizeStage(stage, index + 1, catalog)),
    ),
    due: stagesIn('due', 'claimed', 'expired'),
    deferred: stagesIn('deferred'),
    parked,
    ...(failed.length > 0 && { failed }),
    ...(ties.length > 0 && { ties }),
  }
}

function judgeOutcome(
  { trigger, upload }: FinishedRun,
  catalog: Catalog,
  states: Record<StageId, StageState>,
): RunOutcome {
  if (trigger !== 'upload' || !upload) return 'refreshed'
  const contribution = catalog.keys[upload.key]
  if (contribution?.upload !== upload.id) return 'superseded'
  const touched = touchedStages(Object.keys(contribution.months)).map((stage) => states[stage] ?? 'clean')
  if (touched.includes('parked')) return 'incomplete'
  if (touched.includes('deferred')) return 'deferred'
  return touched.every((state) => state === 'clean') ? 'published' : 'due'
}

/** Stages that rows of these months (`2024-03`) reach: the months and their years. */
export function touchedStages(months: readonly string[]): string[] {
  const stages = months.map(unitStage)
  const years = new Set(stages.map((id) => parseStage(id).year))
  return [...stages, ...[...years].flatMap(yearStages)]
}

const failuresOf = (catalog: Catalog, stages: readonly string[]): StageFailure[] =>
  [...new Set(stages)].flatMap((stage) => {
    const reason = catalog.stages[stage]?.failure
    return reason === undefined ? [] : [{ stage, reason }]
  })

function tiesOf({ stage, generation }: PlannedStage, catalog: Catalog) {
  const { ties } = catalog.stages[stage] ?? {}
  return ties?.since === generation ? ties.pairs.map((tie) => ({ stage, ...tie })) : []
}

const summarizeStage = (planned: PlannedStage, round: number, catalog: Catalog): StageSummary => ({
  stage: planned.stage,
  generation: planned.generation,
  engine: planned.engine,
  rows: planned.rows,
  round,
  published: (catalog.stages[planned.stage]?.done ?? 0) >= planned.generation,
})

/** A line for each reason: `etl/2024-03, etl/2024-04: no space left`. */
export const describeFailures = (failures: readonly StageFailure[]): string[] =>
  [...Map.groupBy(failures, ({ reason }) => reason)].map(
    ([reason, of]) => `${nameSome(of.map(({ stage }) => stage))}: ${reason}`,
  )

const named = 3

const nameSome = (stages: readonly string[]) =>
  stages.length > named
    ? `${stages.slice(0, named).join(', ')} and ${stages.length - named} more`
    : stages.join(', ')
