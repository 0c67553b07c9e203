import { setTimeout as wait } from 'node:timers/promises'
import type { PlannedStage } from '../../../functions/catalog/catalog.ts'
import type { PipelineContext } from '../../../functions/catalog/context.ts'
import { type Plan, planRun, readPlanned } from '../../../functions/catalog/plan.ts'
import { publishRound } from '../../../functions/catalog/publish-round.ts'
import type { ComputedPartition, StageResult } from '../../../functions/catalog/stage-result.ts'
import { mapConcurrently } from '../../../functions/runtime/concurrently.ts'
import { attemptFolder, partitionKey, resultKey } from '../../../functions/storage/layout.ts'
import { type ObjectStore, writeJson } from '../../../functions/storage/store.ts'
import { stagePartitions } from '../../../jobs/partitions.ts'
import { sqlHash } from '../../../jobs/sql.ts'
import type { Grain } from '../../../jobs/stages.ts'

/** What stands for a published table's object: the uploads that a unit is made of. */
export interface ModelObject {
  generation: number
  uploads: string[]
}

/** The planner as deployed, over a store, without a cluster. */
export const contextOver = (store: ObjectStore, grain: Grain): PipelineContext => ({
  store,
  policy: {
    grain,
    heavyRows: 1,
    emr: false,
    snapshots: true,
    sqlHash: (stage) => sqlHash(stage),
    claimMillis: { lambda: 9_000_000, emr: 21_600_000 },
    stagesPerRound: 40,
  },
  now: () => new Date(),
  pause: wait,
})

/**
 * A run from PlanStages to its end with the deployed functions, but for the tables: a stage's object holds the names of the
 * uploads it is made of instead of their rows. Returns the rounds.
 */
export async function runModel(
  context: PipelineContext,
  execution: string,
  request: string,
): Promise<number> {
  let plan = await planRun(context, execution, request)
  let rounds = 0
  while (plan.claimed > 0) {
    rounds++
    plan = await publishRound(context, execution, plan, await computeRound(context, execution, plan))
  }
  return rounds
}

const computeRound = ({ store }: PipelineContext, execution: string, plan: Plan): Promise<StageResult[]> =>
  mapConcurrently(plan.small, 4, async (ref) => {
    const [planned] = await readPlanned(store, plan.planKey, [ref])
    return computeModel(store, execution, planned!)
  })

async function computeModel(
  store: ObjectStore,
  execution: string,
  { stage, generation, rows, contributions = [] }: PlannedStage,
): Promise<StageResult> {
  const folder = attemptFolder(execution, stage, generation)
  const uploads = contributions.map(({ upload }) => upload)
  const partitions: ComputedPartition[] = []
  for (const { table, partition } of stagePartitions(stage)) {
    const key = `${folder}${partitionKey(table, partition)}`
    await writeJson(store, key, { generation, uploads } satisfies ModelObject)
    partitions.push({ table, partition, key, rows, bytes: 1000 })
  }
  const result = resultKey(execution, stage, generation)
  await writeJson(store, result, {
    stage,
    generation,
    rows,
    amount: rows,
    sqlHash: sqlHash(stage),
    partitions,
  })
  return { stage, generation, ok: true, result }
}
