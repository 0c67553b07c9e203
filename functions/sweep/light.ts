import type { PipelineContext } from '../catalog/context.ts'
import { showRun, writeCommand, writeDetails, writeExecution } from '../run/advice.ts'
import { executionError, executionStatus, recoveredError, startExecution } from '../run/executions.ts'
import { type Message, sendMessage } from '../run/messages.ts'
import { logger } from '../runtime/logger.ts'
import { releaseOrphans } from './orphans.ts'
import { reapOrphans } from './reap-clusters.ts'
import { findWork } from './work.ts'

/** An execution that ended badly, as EventBridge tells of it. */
export interface EndedRun {
  name: string
  /** FAILED, TIMED_OUT or ABORTED. */
  status: string
}

/** Releases what runs that are gone still hold, and starts a run when something is left undone; its name. */
export async function sweepLightly(context: PipelineContext): Promise<{ started: string | null }> {
  await releaseOrphans(context, executionStatus)
  await reapOrphans(context)
  if (!(await findWork(context))) return { started: null }
  const started = `refresh-${context.now().toISOString().replace(/[:.]/g, '-')}`
  await startExecution(started, { trigger: 'refresh' })
  logger.warn('something was left undone', { started })
  return { started }
}

/** Does at once what Recover had no chance to do. */
export async function sweepAfter(
  context: PipelineContext,
  ended: EndedRun,
): Promise<{ started: string | null }> {
  if ((await executionError(ended.name)) === recoveredError) return { started: null }
  await sendMessage(describeEnded(ended))
  return sweepLightly(context)
}

/** What people are told of a run that ended before it could tell itself. */
export const describeEnded = ({ name, status }: EndedRun): Message => ({
  subject: `card-pipeline: ${status.toLowerCase()} ${name}`,
  text: [
    `Run ${name} ended as ${status} before it could say why. Its claims are given back and its cluster is ended.`,
    'No table was left half written; what was admitted stays pending or folded and is not lost.',
    `An upload that it had not admitted is started again by the nightly run. Start it now: ${writeCommand('nightly')}, or ${writeExecution({ trigger: 'schedule' })}`,
    writeDetails(name, showRun(name)),
  ].join('\n'),
})
