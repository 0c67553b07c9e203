import { closeClusters } from './emr/cluster.ts'
import { sendMessage } from './run/messages.ts'
import { type CaughtError, readReason } from './run/run-failure.ts'
import { readVariable } from './runtime/environment.ts'
import { carry, logger } from './runtime/handler.ts'

interface TerminateClusterEvent {
  execution: string
  /** Why the step was given up, where it was. */
  check?: { reason?: string }
  error?: CaughtError
}

/** Ends the run's cluster, in every ending; tells people when the reason is a failure. */
export const handler = carry(async ({ execution, check, error }: TerminateClusterEvent) => {
  const clusters = await closeClusters(readVariable('STAGE'), execution)
  const reason = check?.reason ?? (error && readReason(error))
  logger.info('clusters terminated', { clusters, reason })
  if (reason) {
    const lines = [
      `The heavy stages of run ${execution} were not computed: ${reason}`,
      'Their tables are unchanged; the stages are tried again, by this run or the next.',
      `Details: npm run status -- ${execution}`,
    ]
    await sendMessage({ subject: `card-pipeline: EMR failed in ${execution}`, text: lines.join('\n') })
  }
  return { clusters }
})
