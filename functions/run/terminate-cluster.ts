import type { StageRef } from '../catalog/stage-result.ts'
import { closeClusters } from '../emr/cluster.ts'
import { type CaughtError, readReason } from '../masking/reason.ts'
import { readVariable } from '../runtime/environment.ts'
import { logger } from '../runtime/logger.ts'
import { showRun, writeDetails } from './advice.ts'
import { type Message, sendMessage } from './messages.ts'

export interface TerminateClusterTask {
  execution: string
  /** The stages it was for; without any, it was for the checks of an upload or for the benchmark. */
  heavy?: StageRef[]
  /** Why the step was given up, where it was. */
  check?: { reason?: string }
  error?: CaughtError
}

/** Ends the run's cluster, in every ending; tells people when the reason is a failure. The ids of what was ended. */
export async function terminateCluster(task: TerminateClusterTask): Promise<{ clusters: string[] }> {
  const { execution, heavy, check, error } = task
  const clusters = await closeClusters(readVariable('STAGE'), execution)
  const reason = check?.reason ?? (error && readReason(error))
  logger.info('clusters terminated', { clusters, reason })
  if (reason) await sendMessage(describeGivenUp(execution, reason, heavy))
  return { clusters }
}

/** What people are told when EMR did not do its part of a run. */
function describeGivenUp(execution: string, reason: string, heavy?: readonly StageRef[]): Message {
  const lines = [
    `EMR did not do its part of run ${execution}: ${reason}`,
    heavy
      ? `Not computed, to be tried again: ${heavy.map(({ stage }) => stage).join(', ')}. Their tables are unchanged.`
      : 'The run goes on without it.',
    writeDetails(execution, showRun(execution)),
  ]
  return { subject: `card-pipeline: EMR failed in ${execution}`, text: lines.join('\n') }
}
