import { deployedContext } from './catalog/context.ts'
import type { Plan } from './catalog/plan.ts'
import { publishRound } from './catalog/publish-round.ts'
import { readResults } from './catalog/stage-result.ts'
import { handle } from './handle.ts'
import { recordRouting } from './run/routing.ts'
import { logger } from './runtime/logger.ts'

interface PublishEvent {
  execution: string
  plan: Plan
  /** Results of the branches of ComputeStages. */
  results: Parameters<typeof readResults>[0]
}

/** Publishes what a round computed and claims what is due next. The only function that writes under tables' prefixes. */
export const handler = handle(async ({ execution, plan, results }: PublishEvent, store) => {
  const next = await publishRound(deployedContext(store), execution, plan, readResults(results))
  logger.info('published', { round: plan.round, small: next.small, heavy: next.heavy })
  recordRouting(next)
  return next
})
