import { submitWork, type Work } from './emr/submit-work.ts'
import { handle } from './handle.ts'
import { logger } from './runtime/logger.ts'

/** State SubmitStep: gives the run's cluster its work. */
export const handler = handle(async (work: Work, store) => {
  const step = await submitWork(store, work)
  logger.info('refused' in step ? 'step refused' : 'step submitted', { ...step })
  return step
})
