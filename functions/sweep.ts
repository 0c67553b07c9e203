import { rebuildCatalog } from './catalog/rebuild.ts'
import { deployedSetting, type Setting } from './catalog/setting.ts'
import { handle } from './handle.ts'
import { highestRound } from './iceberg/rounds.ts'
import { receiveUpload } from './reception/receive-upload.ts'
import { executionError, executionStatus, recoveredError, startExecution } from './run/executions.ts'
import { sendMessage } from './run/messages.ts'
import { inputBucket, readNumber, readVariable } from './runtime/environment.ts'
import { logger } from './runtime/logger.ts'
import { listVersions } from './storage/object-versions.ts'
import { describeEnded, type EndedRun } from './sweep/ended-run.ts'
import { describeRebuilt, type Outside, sweepNightly } from './sweep/nightly.ts'
import { releaseOrphans } from './sweep/orphans.ts'
import { reapClusters } from './sweep/reap-clusters.ts'
import { findWork } from './sweep/work.ts'

/** `light` comes from a rule every 15 minutes, `nightly` from the state machine, `detail` from a run that ended badly. */
type SweepEvent = { mode: 'light' } | { mode: 'nightly'; execution: string } | { detail: EndedRun }

/** Finds what was missed and sees that it gets done. */
export const handler = handle(async (event: SweepEvent, store) => {
  const setting = deployedSetting(store)
  if (await rebuildCatalog(setting, highestRound)) await sendMessage(describeRebuilt())
  if ('detail' in event) return sweepAfter(setting, event.detail)
  return event.mode === 'nightly'
    ? sweepNightly(setting, outside(setting), event.execution)
    : sweepLightly(setting)
})

const outside = (setting: Setting): Outside => ({
  inputBucket: inputBucket(),
  retention: { rounds: readNumber('SNAPSHOT_ROUNDS'), days: readNumber('SNAPSHOT_DAYS') },
  listVersions: (prefix) => listVersions(inputBucket(), prefix),
  statusOf: executionStatus,
  receive: (upload, execution) => receiveUpload(setting.store, upload, execution),
  tell: sendMessage,
  reap: () => reap(setting),
})

/** A fault of EMR keeps nothing else back. */
async function reap({ policy, now }: Setting): Promise<void> {
  if (!policy.emr) return
  await reapClusters(readVariable('STAGE'), executionStatus, now()).catch((error) =>
    logger.error('clusters not looked at', error as Error),
  )
}

/** Does at once what Recover had no chance to do. */
async function sweepAfter(setting: Setting, ended: EndedRun) {
  if ((await executionError(ended.name)) === recoveredError) return { started: null }
  await sendMessage(describeEnded(ended))
  return sweepLightly(setting)
}

async function sweepLightly(setting: Setting) {
  await releaseOrphans(setting, executionStatus)
  await reap(setting)
  if (!(await findWork(setting))) return { started: null }
  const started = `refresh-${setting.now().toISOString().replace(/[:.]/g, '-')}`
  await startExecution(started, { trigger: 'refresh' })
  logger.warn('something was left undone', { started })
  return { started }
}
