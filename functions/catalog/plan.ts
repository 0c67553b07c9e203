import { GrainChangedError, ObjectChangedError } from '../runtime/errors.ts'
import { pendingKey, pendingPrefix, planKey } from '../storage/layout.ts'
import { mustRead, type ObjectStore, writeJson } from '../storage/store.ts'
import type { Catalog, Engine, PlannedStage } from './catalog.ts'
import { claim } from './claim.ts'
import { fold } from './fold.ts'
import { isOfGrain, requireGrain } from './grain.ts'
import { type ReadRequest, readPending } from './pending.ts'
import type { Setting } from './setting.ts'
import type { StageRef } from './stage-result.ts'
import { swapCatalog } from './swap.ts'

/** What travels between the states for one round; the whole of it is at `planKey`. */
export interface Plan {
  round: number
  planKey: string
  small: StageRef[]
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
export async function planRun(setting: Setting, execution: string, request: string): Promise<Plan> {
  await standBack(setting)
  const { stages, keys } = await swapCatalog(setting, async (catalog) => {
    requireGrain(catalog, setting.policy)
    const pending = holdsUpload(catalog, request) ? [] : await readFoldable(setting, catalog, request)
    const now = setting.now()
    const requests = pending.map((each) => each.request)
    const folded = fold(catalog, requests, now.toISOString(), setting.policy)
    return { ...claim(folded, execution, now, setting.policy), keys: pending.map(({ key }) => key) }
  })
  if (keys.length > 0) await setting.store.delete(keys)
  return storePlan(setting, execution, 1, stages)
}

/** What is pending, less what was staged by another grain: the nightly sweep has it converted once more. */
async function readFoldable({ store }: Setting, catalog: Catalog, own: string): Promise<ReadRequest[]> {
  const pending = await readPending(store)
  const foldable = pending.filter(({ request }) => isOfGrain(request, catalog.grain))
  const refused = pending.find(({ key }) => key === pendingKey(own))
  if (refused && !foldable.includes(refused))
    throw new GrainChangedError(
      `${own} was staged by another grain; convert it again: npm run replay -- ${own}`,
    )
  return foldable
}

/** In a crowd every run would read every request: a moment apart, the first one has folded them for the others. */
async function standBack({ store, pause }: Setting): Promise<void> {
  let waiting = 0
  for await (const _ of store.list(pendingPrefix)) waiting++
  if (waiting > crowd) await pause(Math.random() * longestStandBack)
}

const crowd = 50
const longestStandBack = 2000

// another run folded it: a thousand simultaneous uploads then need no thousand listings
const holdsUpload = (catalog: Catalog, request: string) =>
  Object.values(catalog.keys).some(({ upload }) => upload === request)

/** Writes the plan of claims that are already in the catalog. */
export async function storePlan(
  { store }: Setting,
  execution: string,
  round: number,
  stages: PlannedStage[],
): Promise<Plan> {
  const key = planKey(execution, round)
  if (stages.length > 0) await writeJson(store, key, { stages } satisfies StoredPlan)
  const of = (engine: Engine) =>
    stages
      .filter((stage) => stage.engine === engine)
      .map(({ stage, generation, rows }) => ({ stage, generation, rows }))
  return { round, planKey: key, small: of('lambda'), heavy: of('emr'), claimed: stages.length }
}

/** Stages as the plan of their round lists them. Throws when the plan is missing or is of other claims. */
export async function readPlanned(
  store: ObjectStore,
  planKey: string,
  refs: readonly Pick<StageRef, 'stage' | 'generation'>[],
): Promise<PlannedStage[]> {
  const { stages } = await mustRead<StoredPlan>(store, planKey)
  return refs.map(({ stage, generation }) => {
    const found = stages.find((one) => one.stage === stage && one.generation === generation)
    if (!found) throw new ObjectChangedError(`${planKey} does not list ${stage} in generation ${generation}`)
    return found
  })
}
