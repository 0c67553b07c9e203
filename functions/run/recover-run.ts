import type { PipelineContext } from '../catalog/context.ts'
import { releaseClaims } from '../catalog/finish.ts'
import { closeClusters } from '../emr/cluster.ts'
import { readReason } from '../masking/reason.ts'
import { readVariable } from '../runtime/environment.ts'
import { logger } from '../runtime/logger.ts'
import { record } from '../runtime/metrics.ts'
import { runKey } from '../storage/layout.ts'
import { writeJson } from '../storage/store.ts'
import { sendMessage } from './messages.ts'
import { describeFailure, type FailedRun, summarizeFailure } from './run-failure.ts'
import { priceRun } from './run-usage.ts'

export interface RecoverTask {
  execution: string
  startedAt: string
  /** The state machine's state when the fault was caught. */
  run: Omit<FailedRun, 'execution' | 'startedAt'> & { cluster?: object }
}

/** Ends a run after a fault: gives its claims back, keeps why it failed, tells people, ends its cluster. */
export async function recoverRun(
  context: PipelineContext,
  { execution, startedAt, run }: RecoverTask,
): Promise<{ outcome: 'failed'; released: number }> {
  const failed = { ...run, execution, startedAt }
  const released = await releaseClaims(context, execution, readReason(run.error))
  const cost = await priceRun(execution)
  const summary = { ...summarizeFailure(failed, context.now()), cost }
  record('RunsFailed', 1)
  logger.error('run failed', { reason: summary.reason, released })
  await writeJson(context.store, runKey(execution), summary)
  await sendMessage(describeFailure(failed, released))
  if (run.cluster) await closeClusters(readVariable('STAGE'), execution)
  return { outcome: 'failed', released: released.length }
}
