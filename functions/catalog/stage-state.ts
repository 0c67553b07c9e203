import { type Grain, parseStage, type StageId, unitStages, yearStages } from '../../jobs/stages.ts'
import type { Catalog, PlanningPolicy, StageEntry } from './catalog.ts'

/** A stage that failed this often is parked: skipped, with an alarm, until new input or the schedule frees it. */
export const parkedAfter = 3

export const emptyCatalog = (grain: Grain = 'month'): Catalog => ({
  grain,
  keys: {},
  pages: {},
  stages: {},
})

export const newStage = (): StageEntry => ({
  want: 0,
  done: 0,
  sqlHash: null,
  rows: 0,
  amount: 0,
  due: null,
  failures: 0,
  claim: null,
})

/**
 * True when what is published is not what is wanted, was made by other SQL, or lacks the copies that snapshots show.
 * Nothing published, nothing wanted: clean.
 */
export function isDirty(id: StageId, stage: StageEntry, policy: PlanningPolicy): boolean {
  if (stage.done < stage.want) return true
  const lacksFiles = policy.snapshots && !stage.files
  return stage.done > 0 && (stage.sqlHash !== policy.sqlHash(id) || lacksFiles)
}

export const isUnit = (id: StageId) => parseStage(id).grain !== 'year'

/** The stages of the year a unit's stage belongs to. */
export const yearsOf = (unit: StageId) => yearStages(parseStage(unit).year)

/** The unit stages that a year's stage reads. */
export const unitsOf = ({ grain }: Pick<Catalog, 'grain'>, year: StageId) =>
  unitStages(parseStage(year).year, grain)

/** Exact input rows of every stage: a unit's from its contributions, a year's from its published units. */
export function inputRows(catalog: Catalog): (stage: StageId) => number {
  return (id) => {
    if (isUnit(id)) return catalog.stages[id]?.input ?? 0
    return unitsOf(catalog, id).reduce((sum, unit) => sum + (catalog.stages[unit]?.rows ?? 0), 0)
  }
}

export type StageState = 'clean' | 'claimed' | 'expired' | 'due' | 'deferred' | 'parked'

/**
 * How a stage stands: `due` can be claimed now, `deferred` is heavy and waits for the nightly run, `parked` failed too
 * often, `expired` is claimed by a run that is out of time. Years may be due and still wait for their units.
 */
export function stageStates(
  catalog: Catalog,
  now: string,
  policy: PlanningPolicy,
): Record<StageId, StageState> {
  const rows = inputRows(catalog)
  const stateOf = (id: StageId, stage: StageEntry): StageState => {
    if (stage.claim) return stage.claim.until > now ? 'claimed' : 'expired'
    if (!isDirty(id, stage, policy)) return 'clean'
    if (stage.failures >= parkedAfter) return 'parked'
    return waits(stage, rows(id), policy) ? 'deferred' : 'due'
  }
  return Object.fromEntries(Object.entries(catalog.stages).map(([id, stage]) => [id, stateOf(id, stage)]))
}

/** True when a stage is too heavy to be computed for every small upload and nothing made it due. */
export const waits = (stage: StageEntry, rows: number, policy: PlanningPolicy) =>
  policy.emr && rows >= policy.heavyRows && stage.due === null
