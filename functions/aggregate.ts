import { computeStage } from './aggregate/compute-stage.ts'
import { readPlannedStage } from './aggregate/planned-stage.ts'
import type { ComputedRef, StageRef } from './catalog/stage-result.ts'
import { carry, logger } from './runtime/handler.ts'

export interface AggregateInput extends StageRef {
  execution: string
  /** Key of the plan that lists the stage and what it is made of. */
  plan: string
}

/** Computes one small stage on DuckDB; a fault throws and is counted on the stage by the state machine. */
export const handler = carry<AggregateInput, ComputedRef>(async ({ execution, plan, stage, generation }) => {
  const started = Date.now()
  const computed = await computeStage(execution, await readPlannedStage(plan, stage, generation))
  logger.info('computed', { stage, generation, engine: 'lambda', milliseconds: Date.now() - started })
  return computed
})
