import { deployedLimits } from './emr/choices.ts'
import { checkStep, type StepRef } from './emr/step.ts'
import { carry, logger } from './runtime/handler.ts'

interface CheckStepEvent {
  execution: string
  step: StepRef
}

/** Looks at the step: wait, done or failed. Looking again is all that polling needs; no event can get lost. */
export const handler = carry(async ({ step }: CheckStepEvent) => {
  const verdict = await checkStep(step, deployedLimits(), new Date())
  if (verdict.next === 'failed') logger.error('step failed', { ...step, reason: verdict.reason })
  return verdict
})
