import { deployedContext } from './catalog/context.ts'
import { planRun } from './catalog/plan.ts'
import { handle } from './handle.ts'
import { recordRouting } from './run/routing.ts'
import { logger } from './runtime/logger.ts'

interface PlanEvent {
  execution: string
  trigger: string
  /** Id of the pending request the run is for; `none` for a run that only picks up what is due. */
  request: string
}

/** Folds pending requests into the catalog and claims the stages that are due. */
export const handler = handle(async ({ execution, request }: PlanEvent, store) => {
  const plan = await planRun(deployedContext(store), execution, request)
  logger.info('planned', { small: plan.small, heavy: plan.heavy })
  recordRouting(plan)
  return plan
})
