import { tmpdir } from 'node:os'
import { stagePartitions } from '../../jobs/partitions.ts'
import type { StageId } from '../../jobs/stages.ts'
import { readReason } from '../masking/reason.ts'
import { mapConcurrently } from '../runtime/concurrently.ts'
import { ReconciliationError } from '../runtime/errors.ts'
import { logger } from '../runtime/logger.ts'
import { Downloads } from '../storage/downloads.ts'
import { isMissing } from '../storage/object-store.ts'
import type { StageEntry } from './catalog.ts'
import { claim } from './claim.ts'
import type { PipelineContext } from './context.ts'
import { finish, type StageOutcome } from './finish.ts'
import { keepFile, listFiles } from './keep-files.ts'
import { type Plan, storePlan } from './plan.ts'
import { publishPartition } from './publish-partition.ts'
import type {
  ComputedPartition,
  ComputedRef,
  ComputedStage,
  FailedRef,
  StageRef,
  StageResult,
} from './stage-result.ts'
import { readCatalog } from './stored-catalog.ts'
import { swapCatalog } from './swap.ts'

/** Rounds after which a run stops claiming; what is left is for the next run. */
export const roundLimit = 50
/** Stages published at the same time, and objects written. */
const stagesAtOnce = 2
const writers = 8

/**
 * Publishes what a round computed, enters it in the catalog and claims what is due now, in one swap. A stage without a
 * usable result has failed; its neighbours go on. Repeating it publishes and finishes nothing twice.
 */
export async function publishRound(
  context: PipelineContext,
  execution: string,
  plan: Plan,
  results: readonly StageResult[],
): Promise<Plan> {
  const standing = (await readCatalog(context.store))?.stages ?? {}
  const downloads = new Downloads(context.store, tmpdir())
  const outcomes = await mapConcurrently([...plan.small, ...plan.heavy], stagesAtOnce, (ref) => {
    const result = results.find((each) => each.stage === ref.stage && each.generation === ref.generation)
    return publishStage(context, downloads, execution, ref, result, standing[ref.stage])
  })
  const { catalog, stages } = await swapCatalog(context, (catalog) => {
    const finished = finish(catalog, execution, outcomes, context.policy)
    if (plan.round >= roundLimit) return { catalog: finished, stages: [] }
    return claim(finished, execution, context.now(), context.policy)
  })
  return storePlan(context, execution, plan.round + 1, { catalog, stages })
}

async function publishStage(
  context: PipelineContext,
  downloads: Downloads,
  execution: string,
  ref: StageRef,
  result: StageResult | undefined,
  standing: StageEntry | undefined,
): Promise<StageOutcome> {
  if (!result?.ok) return { ...fail(ref, reasonOf(result)), ...(result?.deferred && { deferred: true }) }
  const { stage, generation } = ref
  try {
    const computed = await readResult(downloads, ref, result)
    const { snapshots } = context.policy
    const known = knownEtags(standing, ref)
    const etags = new Map<string, string | null>()
    const publish = async (each: ComputedPartition) => {
      const path = pathOf(each)
      const published = publishPartition(context, each, { stage, execution, generation }, known?.get(path))
      const [etag] = await Promise.all([published, snapshots && keepFile(context, computed, each)])
      etags.set(path, etag)
    }
    await mapConcurrently(computed.partitions, writers / stagesAtOnce, publish)
    const { sqlHash, rows, amount, compaction, ties } = computed
    const files = snapshots ? listFiles(computed.partitions) : undefined
    return {
      stage,
      generation,
      ok: true,
      sqlHash,
      rows,
      amount,
      compaction,
      ties,
      files,
      etags: listEtags(stage, etags),
    }
  } catch (error) {
    if (!(error instanceof ReconciliationError || isMissing(error))) throw error
    const { name, message } = error as Error
    return fail(ref, readReason({ Error: name, Cause: message }), error as Error)
  }
}

const pathOf = ({ table, partition }: { table: string; partition: string }) => `${table}/${partition}`

/**
 * What stands in the stage's partitions as the catalog saw it: ETags of an older generation, null where nothing was ever
 * published. Undefined when that cannot be told: an object of a newer generation must be looked at.
 */
function knownEtags(standing: StageEntry | undefined, { stage, generation }: StageRef) {
  const { done = 0, etags } = standing ?? {}
  if (done >= generation) return undefined
  const paths = stagePartitions(stage).map(pathOf)
  if (done > 0 && etags?.length !== paths.length) return undefined
  return new Map(paths.map((path, index) => [path, done === 0 ? null : etags![index]!]))
}

/** The ETags in the order of the catalog, or none when an object gave way to a newer one. */
function listEtags(stage: StageId, etags: ReadonlyMap<string, string | null>): string[] | undefined {
  const found = stagePartitions(stage).map((each) => etags.get(pathOf(each)) ?? null)
  return found.every((etag) => etag !== null) ? found : undefined
}

const reasonOf = (result?: FailedRef) =>
  result ? readReason({ Error: 'fault', Cause: result.error }) : 'its cluster gave no result'

function fail({ stage, generation }: StageRef, reason: string, error?: Error): StageOutcome {
  logger.error('stage failed', { stage, generation, reason, ...(error && { error }) })
  return { stage, generation, ok: false, reason }
}

/** The computed stage, checked: it must be of this claim and hold the stage's fixed set of partitions, no less, no more. */
async function readResult(
  downloads: Downloads,
  { stage, generation }: StageRef,
  result: ComputedRef,
): Promise<ComputedStage> {
  const stored = await downloads.json<ComputedStage | ComputedStage[]>(result.result)
  const computed = [stored ?? []]
    .flat()
    .find((each) => each.stage === stage && each.generation === generation)
  if (!computed)
    throw new ReconciliationError(`${result.result} is not the result of ${stage} generation ${generation}`)
  const names = (of: readonly { table: string; partition: string }[]) =>
    JSON.stringify(of.map(({ table, partition }) => `${table}/${partition}`).sort())
  if (names(computed.partitions) !== names(stagePartitions(stage)))
    throw new ReconciliationError(`${result.result} does not hold the fixed set of partitions of ${stage}`)
  return computed
}
