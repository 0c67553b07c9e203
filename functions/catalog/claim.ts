import { partitionedTxn } from '../../hive/tables/etl.ts'
import { stagePartitions } from '../../jobs/partitions.ts'
import type { StageId } from '../../jobs/stages.ts'
import type { Catalog, Engine, PlannedStage, PlanningPolicy, StageEntry } from './catalog.ts'
import { catalogOf, countFailure, type Draft, draftOf, draftStage } from './fold.ts'
import { inputRows, isDirty, isUnit, parkedAfter, unitsOf, waits } from './stage-state.ts'

export interface Claimed {
  catalog: Catalog
  /** What the run claimed, units before years; what each is made of stands in the catalog. */
  stages: PlannedStage[]
}

/**
 * Claims the dirty stages that are due; pure. Claims of the run itself are taken anew with a new generation, expired
 * claims of others count as a failure of their stage and are taken over.
 * @param execution the run that claims
 */
export function claim(catalog: Catalog, execution: string, now: Date, policy: PlanningPolicy): Claimed {
  const draft = draftOf(catalog)
  dropClaims(draft, execution, now.toISOString())
  const rows = inputRows(draft)
  const taken = choose(eligibleStages(draft, rows, policy), draft).slice(0, policy.stagesPerRound)
  const engineOf = (id: StageId): Engine => (policy.emr && rows(id) >= policy.heavyRows ? 'emr' : 'lambda')
  // a round is published as a whole: with a heavy stage in it, its small ones wait as long
  const slowest: Engine = taken.some((id) => engineOf(id) === 'emr') ? 'emr' : 'lambda'
  const until = new Date(now.getTime() + policy.claimMillis[slowest]).toISOString()
  const stages = taken.map((id) => {
    const stage = draftStage(draft, id)
    const engine = engineOf(id)
    const generation = ++stage.want
    stage.claim = { execution, generation, until }
    return { stage: id, generation, engine, rows: rows(id), ...inputOf(draft, id) }
  })
  return { catalog: catalogOf(draft), stages }
}

/** True when a run started now would find something to claim, or a claim that its run let expire; pure. */
export function hasWork(catalog: Catalog, now: Date, policy: PlanningPolicy): boolean {
  const stages = Object.values(catalog.stages)
  const expired = stages.some(({ claim }) => claim && claim.until <= now.toISOString())
  return expired || claim(catalog, '', now, policy).stages.length > 0
}

function dropClaims(draft: Draft, execution: string, now: string): void {
  for (const id of Object.keys(draft.stages)) {
    const held = draft.stages[id]!.claim
    if (!held || (held.execution !== execution && held.until > now)) continue
    const stage = draftStage(draft, id)
    stage.claim = null
    if (held.execution !== execution) countFailure(stage, `run ${held.execution} did not end in time`)
  }
}

function eligibleStages(draft: Draft, rows: (id: StageId) => number, policy: PlanningPolicy): StageId[] {
  const eligible = (id: StageId, stage: StageEntry) =>
    isDirty(id, stage, policy) &&
    stage.failures < parkedAfter &&
    stage.claim === null &&
    !waits(stage, rows(id), policy)
  const ids = Object.keys(draft.stages).filter((id) => eligible(id, draft.stages[id]!))
  const units = ids.filter(isUnit).sort()
  const busy = new Set(units)
  const free = (year: StageId) =>
    unitsOf(draft, year).every((unit) => !busy.has(unit) && !draft.stages[unit]?.claim)
  return [...units, ...ids.filter((id) => !isUnit(id) && free(id)).sort()]
}

/** Stages that never failed go together; else one suspect goes alone, so that it cannot take others down with it. */
function choose(eligible: StageId[], draft: Draft): StageId[] {
  const failures = (id: StageId) => draft.stages[id]!.failures
  const sound = eligible.filter((id) => failures(id) === 0)
  if (sound.length > 0) return sound
  return eligible.toSorted((a, b) => failures(a) - failures(b)).slice(0, 1)
}

function inputOf(draft: Draft, id: StageId): Pick<PlannedStage, 'compaction' | 'units'> {
  if (!isUnit(id)) return { units: publishedUnits(draft, id) }
  return { compaction: draft.stages[id]!.compaction }
}

function publishedUnits(draft: Draft, id: StageId): PlannedStage['units'] {
  return unitsOf(draft, id).flatMap((stage) => {
    const unit = draft.stages[stage]
    if (!unit || unit.done === 0) return []
    const etag = unit.etags?.[stagePartitions(stage).findIndex(({ table }) => table === partitionedTxn.name)]
    const { done: generation, rows, amount } = unit
    return [{ stage, generation, rows, amount, ...(etag && { etag }) }]
  })
}
