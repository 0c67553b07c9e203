import { deployedLimits } from './emr/choices.ts'
import { checkStep, type StepRef, type StepRefused, type StepVerdict } from './emr/step.ts'
import { handle } from './handle.ts'
import { logger } from './runtime/logger.ts'

interface CheckStepEvent {
  execution: string
  step: StepRef | StepRefused
}

/** Looks at the step. Looking again is all that polling needs; no event can get lost. */
export const handler = handle(async ({ step }: CheckStepEvent) => {
  const verdict: StepVerdict =
    'refused' in step
      ? { next: 'unavailable', reason: step.refused }
      : await checkStep(step, deployedLimits(), new Date())
  if ('reason' in verdict) logger.error(`step ${verdict.next}`, { ...step, reason: verdict.reason })
  return verdict
})
