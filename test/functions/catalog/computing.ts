import type { PlannedStage } from '../../../functions/catalog/catalog.ts'
import type { PipelineContext } from '../../../functions/catalog/context.ts'
import { pageReader } from '../../../functions/catalog/page-objects.ts'
import type { Plan, StoredPlan } from '../../../functions/catalog/plan.ts'
import type { ComputedStage, StageResult } from '../../../functions/catalog/stage-result.ts'
import { readUnit } from '../../../functions/catalog/stored-catalog.ts'
import { attemptFolder } from '../../../functions/storage/layout.ts'
import { readJson, writeJson } from '../../../functions/storage/store.ts'
import { stagePartitions } from '../../../jobs/partitions.ts'

/** What a modelled table object holds instead of Parquet: its generation and the uploads (or months) it is made of. */
export interface TableObject {
  generation: number
  made: string[]
}

/** Computes a planned stage as a model: every partition of its fixed set, holding what the plan says it is made of. */
async function computeStage(
  { store }: Pick<PipelineContext, 'store'>,
  execution: string,
  planned: PlannedStage,
): Promise<StageResult> {
  const { stage, generation } = planned
  const folder = attemptFolder(execution, stage, generation)
  const made = (planned.pages ? await readUnit(planned.pages, pageReader(store)) : [])
    .map(({ upload }) => upload)
    .sort()
  const partitions = []
  for (const { table, partition } of stagePartitions(stage)) {
    const key = `${folder}${table}/${partition}/part-0.parquet`
    await writeJson(store, key, { generation, made } satisfies TableObject)
    partitions.push({ table, partition, key, rows: 1, bytes: 1 })
  }
  const rows = planned.rows
  const result: ComputedStage = { stage, generation, rows, amount: rows, sqlHash: 'sql', partitions }
  await writeJson(store, `${folder}result.json`, result)
  return { stage, generation, ok: true, result: `${folder}result.json` }
}

/** Computes every stage of a round. */
export async function computePlan(
  context: PipelineContext,
  execution: string,
  plan: Plan,
): Promise<StageResult[]> {
  const stored = (await readJson<StoredPlan>(context.store, plan.planKey))?.value.stages ?? []
  return Promise.all(stored.map((stage) => computeStage(context, execution, stage)))
}
