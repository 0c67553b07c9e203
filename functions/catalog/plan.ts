import { parseStage } from '../../jobs/stages.ts'
import { mapConcurrently } from '../runtime/concurrently.ts'
import { GrainChangedError, ObjectChangedError } from '../runtime/errors.ts'
import { pendingKey, pendingPrefix, planKey } from '../storage/layout.ts'
import type { ListedObject } from '../storage/object-store.ts'
import { mustRead, type ObjectStore, writeJson } from '../storage/store.ts'
import type { Catalog, Engine, PlannedStage, Request } from './catalog.ts'
import { type Claimed, claim } from './claim.ts'
import { isOfGrain, type PipelineContext, requireGrain } from './context.ts'
import { fold, replaces } from './fold.ts'
import { pageReader } from './page-objects.ts'
import { type ReadRequest, readRequests } from './pending.ts'
import type { StageRef } from './stage-result.ts'
import { isUnit } from './stage-state.ts'
import { readUnit, withKeys } from './stored-catalog.ts'
import { swapCatalog } from './swap.ts'
import { inTurn, takeTurn } from './take-turn.ts'

/** What travels between the states for one round; the whole of it is at `planKey`. */
export interface Plan {
  round: number
  planKey: string
  small: StageRef[]
  /** The small ones once more, as functions compute them: those of one list in one call. */
  calls: StageRef[][]
  heavy: StageRef[]
  /** Stages claimed; 0 = nothing is left to do for this run. */
  claimed: number
}

/** The object at `planKey`: what to compute in a round, and from what. */
export interface StoredPlan {
  stages: PlannedStage[]
}

/**
 * Folds everything pending and claims what is due, in one swap, then removes exactly the requests it read. Called again
 * for the same run it takes the run's own claims anew, so a crash at any point costs a repetition and no claim. Throws
 * GrainChangedError, and changes nothing, when the catalog or the run's own upload is by another grain.
 * @param request id of the upload or request that the run was started for
 */
export async function planRun(context: PipelineContext, execution: string, request: string): Promise<Plan> {
  const { store, policy } = context
  for (;;) {
    const turn = await takeTurn(context, () => isFolded(store, request))
    const { catalog, stages, folded } = await swapCatalog(context, async (catalog, read) => {
      requireGrain(catalog, policy)
      const pending = (await isFolded(store, request)) ? [] : await readOwnFirst(store, request, turn.atOnce)
      const known = await withKeys(store, catalog, keysOf(pending), read)
      const foldable = foldableAmong(pending, known, request)
      const now = context.now()
      const next = fold(
        known,
        foldable.map((each) => each.request),
        now.toISOString(),
        policy,
      )
      const claimed =
        foldable.length < inTurn ? claim(next, execution, now, policy) : { catalog: next, stages: [] }
      return { ...claimed, folded: foldable.map(({ key }) => key) }
    })
    if (folded.length > 0) await store.delete(folded)
    await turn.end()
    if (folded.length < inTurn) return storePlan(context, execution, 1, { catalog, stages })
  }
}

const keysOf = (pending: readonly ReadRequest[]) =>
  pending.flatMap(({ request }) => (request.kind === 'schedule' ? [] : request.key))

/** So many of the pending requests, the run's own among them. */
function readOwnFirst(store: ObjectStore, own: string, most: number): Promise<ReadRequest[]> {
  const first = ({ key }: ListedObject) => (key === pendingKey(own) ? 0 : 1)
  return readRequests(store, pendingPrefix, (listed) =>
    listed.toSorted((a, b) => first(a) - first(b)).slice(0, most),
  )
}

/**
 * What is pending, less what was staged by another grain: the nightly sweep has it converted once more, unless its key has
 * a newer version by now. Throws GrainChangedError when that would leave out the run's own.
 */
function foldableAmong(pending: readonly ReadRequest[], catalog: Catalog, own: string): ReadRequest[] {
  const isSuperseded = (request: Request) =>
    request.kind === 'upload' && !replaces(request, catalog.keys[request.key])
  const foldable = pending.filter(({ request }) => isOfGrain(request, catalog.grain) || isSuperseded(request))
  const refused = pending.find(({ key }) => key === pendingKey(own))
  if (refused && !foldable.includes(refused))
    throw new GrainChangedError(`${own} was staged by another grain; a replay converts it once more`)
  return foldable
}

const stagesAtOnce = 4

/**
 * True when another run folded the request, as the missing object tells: it is removed once the root holds it. A thousand
 * simultaneous uploads then need no thousand listings.
 */
const isFolded = async (store: ObjectStore, request: string) =>
  request !== 'none' && (await store.head(pendingKey(request))) === null

/** Writes the plan of claims that are already in the catalog, with the pages that this very catalog names. */
export async function storePlan(
  { store }: PipelineContext,
  execution: string,
  round: number,
  { catalog, stages: claimed }: Claimed,
): Promise<Plan> {
  const key = planKey(execution, round)
  const stages = claimed.map((each) =>
    isUnit(each.stage) ? { ...each, pages: catalog.stages[each.stage]!.pages ?? {} } : each,
  )
  if (stages.length > 0) await writeJson(store, key, { stages } satisfies StoredPlan)
  const of = (engine: Engine) =>
    stages
      .filter((stage) => stage.engine === engine)
      .map(({ stage, generation, rows }) => ({ stage, generation, rows }))
  const small = of('lambda')
  return { round, planKey: key, small, calls: shareCalls(small), heavy: of('emr'), claimed: stages.length }
}

/** Rows for which a call is enough. */
const rowsPerCall = 500_000
/** Rows from which two calls are done sooner than one. */
const leastRows = 25_000

/** Puts small units together, and the stages of one year, which read the same rows: about as many rows in each call. Pure. */
export function shareCalls(stages: readonly StageRef[]): StageRef[][] {
  const related = Map.groupBy(stages, ({ stage }) => (isUnit(stage) ? 'units' : parseStage(stage).year))
  return [...related.values()].flatMap(shareEvenly)
}

function shareEvenly(stages: readonly StageRef[]): StageRef[][] {
  const all = stages.reduce((sum, { rows }) => sum + rows, 0)
  const worthy = Math.min(2, Math.floor(all / leastRows))
  const calls = Math.max(1, Math.round(all / rowsPerCall), worthy)
  let before = 0
  const placed = Map.groupBy(stages, ({ rows }) => {
    const middle = before + rows / 2
    before += rows
    return Math.floor((middle / Math.max(1, all)) * calls)
  })
  return [...placed.values()]
}

/**
 * Stages as the plan of their round lists them, with the contributions they are made of. Throws when the plan or a page of
 * them is missing, or the plan is of other claims.
 */
export async function readPlanned(
  store: ObjectStore,
  planKey: string,
  refs: readonly Pick<StageRef, 'stage' | 'generation'>[],
): Promise<PlannedStage[]> {
  const { stages } = await mustRead<StoredPlan>(store, planKey)
  const read = pageReader(store)
  return mapConcurrently(refs, stagesAtOnce, async ({ stage, generation }) => {
    const found = stages.find((one) => one.stage === stage && one.generation === generation)
    if (!found) throw new ObjectChangedError(`${planKey} does not list ${stage} in generation ${generation}`)
    return found.pages ? { ...found, contributions: await readUnit(found.pages, read) } : found
  })
}
