import { rebuildCatalog } from './catalog/rebuild.ts'
import { deployedSetting } from './catalog/setting.ts'
import { receiveUpload } from './reception/receive-upload.ts'
import { executionStatus, startExecution } from './run/executions.ts'
import { sendMessage } from './run/messages.ts'
import { inputBucket, readVariable } from './runtime/environment.ts'
import { carry, logger } from './runtime/handler.ts'
import { listVersions } from './storage/object-versions.ts'
import { describeRebuilt, type Outside, sweepNightly } from './sweep/nightly.ts'
import { releaseOrphans } from './sweep/orphans.ts'
import { reapClusters } from './sweep/reap-clusters.ts'
import { findWork } from './sweep/work.ts'

/** `light` comes from a rule every 15 minutes, `nightly` from the state machine. */
type SweepEvent = { mode: 'light' } | { mode: 'nightly'; execution: string }

/** Finds what was missed and sees that it gets done. */
export const handler = carry(async (event: SweepEvent) => {
  if (await rebuildCatalog(deployedSetting())) await sendMessage(describeRebuilt())
  return event.mode === 'nightly'
    ? sweepNightly(deployedSetting(), outside(), event.execution)
    : sweepLightly()
})

const outside = (): Outside => ({
  inputBucket: inputBucket(),
  listVersions: (prefix) => listVersions(inputBucket(), prefix),
  statusOf: executionStatus,
  receive: receiveUpload,
  tell: sendMessage,
})

async function sweepLightly() {
  const setting = deployedSetting()
  await releaseOrphans(setting, executionStatus)
  if (setting.policy.emr)
    await reapClusters(readVariable('STAGE'), executionStatus, setting.now()).catch((error) =>
      logger.error('clusters not looked at', error as Error),
    )
  if (!(await findWork(setting))) return { started: null }
  const started = `refresh-${setting.now().toISOString().replace(/[:.]/g, '-')}`
  await startExecution(started, { trigger: 'refresh' })
  logger.warn('something was left undone', { started })
  return { started }
}
