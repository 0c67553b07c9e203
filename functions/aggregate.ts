import { type ComputeTask, computeStage } from './aggregate/compute-stage.ts'
import { handle } from './handle.ts'
import { logger } from './runtime/logger.ts'

/** Computes one small stage on DuckDB; a fault throws and is counted on the stage by the state machine. */
export const handler = handle(async (task: ComputeTask, store) => {
  const started = Date.now()
  const computed = await computeStage(store, task)
  const { stage, generation } = computed
  logger.info('computed', { stage, generation, engine: 'lambda', milliseconds: Date.now() - started })
  return computed
})
