import type { StageRef, StageResult } from './catalog/stage-result.ts'
import { collectStage } from './emr/collect-stage.ts'
import { handle } from './handle.ts'
import { OversizedStageError, ReconciliationError } from './runtime/errors.ts'
import { logger } from './runtime/logger.ts'

interface CollectHeavyEvent extends StageRef {
  execution: string
  round: number
}

/** Checks what Spark computed for a stage and brings it into the form in which it is published. */
export const handler = handle(
  async ({ execution, round, ...ref }: CollectHeavyEvent, store): Promise<StageResult> => {
    try {
      return await collectStage(store, execution, round, ref)
    } catch (error) {
      if (!(error instanceof ReconciliationError || error instanceof OversizedStageError)) throw error
      logger.error('stage cannot be taken over', { ...ref, error })
      return { stage: ref.stage, generation: ref.generation, ok: false, error: error.message }
    }
  },
)
