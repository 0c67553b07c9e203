import { isDeepStrictEqual } from 'node:util'
import type { StageId } from '../../jobs/stages.ts'
import type { Catalog, PlanningPolicy, PublishedFiles, StageEntry, Tie } from './catalog.ts'
import type { PipelineContext } from './context.ts'
import { catalogOf, countFailure, type Draft, draftOf, draftStage, forgetFailures } from './fold.ts'
import { isDirty, isUnit, unitsOf, yearsOf } from './stage-state.ts'
import { swapCatalog } from './swap.ts'

/** What became of a claimed stage: published, failed (computing or publishing it), or deferred for want of a cluster. */
export type StageOutcome =
  | {
      stage: StageId
      generation: number
      ok: true
      sqlHash: string
      rows: number
      amount: number
      compaction?: string
      ties?: Tie[]
      files?: PublishedFiles
      etags?: string[]
    }
  | { stage: StageId; generation: number; ok: false; reason: string; deferred?: boolean }

/** Enters what a run published and releases its claims; pure. A claim that is not the run's any more is left alone. */
export function finish(
  catalog: Catalog,
  execution: string,
  outcomes: readonly StageOutcome[],
  policy: PlanningPolicy,
): Catalog {
  const draft = draftOf(catalog)
  for (const outcome of outcomes) {
    const held = draft.stages[outcome.stage]?.claim
    if (held?.execution !== execution || held.generation !== outcome.generation) continue
    const stage = draftStage(draft, outcome.stage)
    stage.claim = null
    if (!outcome.ok) {
      if (outcome.deferred) defer(stage, outcome.reason)
      else countFailure(stage, outcome.reason)
      continue
    }
    stage.done = outcome.generation
    stage.sqlHash = outcome.sqlHash
    stage.rows = outcome.rows
    stage.amount = outcome.amount
    forgetFailures(stage)
    enterTies(stage, outcome.ties)
    if (outcome.files) stage.files = outcome.files
    else delete stage.files
    if (outcome.etags) stage.etags = outcome.etags
    else delete stage.etags
    draft.rounds = (catalog.rounds ?? 0) + 1
    if (outcome.compaction && outcome.generation > (stage.reconverted ?? 0))
      stage.compaction = outcome.compaction
    if (isUnit(outcome.stage)) for (const year of yearsOf(outcome.stage)) draftStage(draft, year).want++
  }
  clearDue(
    draft,
    outcomes.map(({ stage }) => stage),
    policy,
  )
  return catalogOf(draft)
}

/** Ties that were there before came up in an earlier generation. */
function enterTies(stage: StageEntry, pairs: Tie[] = []): void {
  if (pairs.length === 0) delete stage.ties
  else if (!isDeepStrictEqual(stage.ties?.pairs, pairs)) stage.ties = { since: stage.done, pairs }
}

/** Releases every claim of a run that ends in a fault, each counted as a failure of its stage; pure. */
export function release(catalog: Catalog, execution: string, reason: string): Catalog {
  const draft = draftOf(catalog)
  for (const [id, { claim }] of Object.entries(catalog.stages)) {
    if (claim?.execution !== execution) continue
    const stage = draftStage(draft, id)
    stage.claim = null
    countFailure(stage, reason)
  }
  return catalogOf(draft)
}

/**
 * Releases every claim of a run that ends in a fault, each counted as a failure of its stage; returns the stages.
 * @param reason the fault in one line, kept with each stage
 */
export async function releaseClaims(
  context: PipelineContext,
  execution: string,
  reason = 'its run ended in a fault',
): Promise<StageId[]> {
  const { released } = await swapCatalog(context, (catalog) => ({
    catalog: release(catalog, execution, reason),
    released: Object.keys(catalog.stages).filter((id) => catalog.stages[id]!.claim?.execution === execution),
  }))
  return released
}

/** Lets a heavy stage wait for the schedule or for the next heavy upload; it has not failed. */
function defer(stage: StageEntry, reason: string): void {
  stage.due = null
  stage.failure = reason
}

/** A stage stops being due when it and, for a year, all its units are clean. */
function clearDue(draft: Draft, stages: readonly StageId[], policy: PlanningPolicy): void {
  const clean = (id: StageId) => {
    const stage: StageEntry | undefined = draft.stages[id]
    return !stage || !isDirty(id, stage, policy)
  }
  for (const id of stages) {
    const needed = isUnit(id) ? [id] : [id, ...unitsOf(draft, id)]
    if (draft.stages[id]?.due && needed.every(clean)) draftStage(draft, id).due = null
  }
}
