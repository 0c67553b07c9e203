import type { StageRef } from './catalog/stage-result.ts'
import { closeClusters } from './emr/cluster.ts'
import { handle } from './handle.ts'
import { type CaughtError, readReason } from './masking/reason.ts'
import { showRun, writeDetails } from './run/advice.ts'
import { sendMessage } from './run/messages.ts'
import { readVariable } from './runtime/environment.ts'
import { logger } from './runtime/logger.ts'

interface TerminateClusterEvent {
  execution: string
  /** The stages it was for; without any, it was for the checks of an upload or for the benchmark. */
  heavy?: StageRef[]
  /** Why the step was given up, where it was. */
  check?: { reason?: string }
  error?: CaughtError
}

/** Ends the run's cluster, in every ending; tells people when the reason is a failure. */
export const handler = handle(async ({ execution, heavy, check, error }: TerminateClusterEvent) => {
  const clusters = await closeClusters(readVariable('STAGE'), execution)
  const reason = check?.reason ?? (error && readReason(error))
  logger.info('clusters terminated', { clusters, reason })
  if (reason) {
    const lines = [
      `EMR did not do its part of run ${execution}: ${reason}`,
      heavy
        ? `Not computed, to be tried again: ${heavy.map(({ stage }) => stage).join(', ')}. Their tables are unchanged.`
        : 'The run goes on without it.',
      writeDetails(execution, showRun(execution)),
    ]
    await sendMessage({ subject: `card-pipeline: EMR failed in ${execution}`, text: lines.join('\n') })
  }
  return { clusters }
})
