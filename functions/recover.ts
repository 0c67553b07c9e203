import { releaseClaims } from './catalog/recover.ts'
import { deployedSetting } from './catalog/setting.ts'
import { closeClusters } from './emr/cluster.ts'
import { handle } from './handle.ts'
import { readReason } from './masking/reason.ts'
import { sendMessage } from './run/messages.ts'
import { describeFailure, type FailedRun, summarizeFailure } from './run/run-failure.ts'
import { priceRun } from './run/run-usage.ts'
import { readVariable } from './runtime/environment.ts'
import { logger } from './runtime/logger.ts'
import { record } from './runtime/metrics.ts'
import { runKey } from './storage/layout.ts'
import { writeJson } from './storage/store.ts'

interface RecoverEvent {
  execution: string
  startedAt: string
  /** The state machine's state when the fault was caught. */
  run: Omit<FailedRun, 'execution' | 'startedAt'> & { cluster?: object }
}

/** Ends a run after a fault: gives its claims back, keeps why it failed, tells people, ends its cluster. */
export const handler = handle(async ({ execution, startedAt, run }: RecoverEvent, store) => {
  const setting = deployedSetting(store)
  const failed = { ...run, execution, startedAt }
  const released = await releaseClaims(setting, execution, readReason(run.error))
  const cost = await priceRun(execution)
  const summary = { ...summarizeFailure(failed, setting.now()), cost }
  record('RunsFailed', 1)
  logger.error('run failed', { reason: summary.reason, released })
  await writeJson(store, runKey(execution), summary)
  await sendMessage(describeFailure(failed, released))
  if (run.cluster) await closeClusters(readVariable('STAGE'), execution)
  return { outcome: summary.outcome, released: released.length }
})
