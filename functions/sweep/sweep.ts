import type { PipelineContext } from '../catalog/context.ts'
import { rebuildCatalog } from '../catalog/rebuild.ts'
import { deployedGlue } from '../iceberg/glue-tables.ts'
import { highestRound } from '../iceberg/rounds.ts'
import { receiveUpload } from '../reception/receive-upload.ts'
import { executionStatus } from '../run/executions.ts'
import { sendMessage } from '../run/messages.ts'
import { inputBucket, readNumber } from '../runtime/environment.ts'
import { listVersions } from '../storage/object-versions.ts'
import { type EndedRun, sweepAfter, sweepLightly } from './light.ts'
import { describeRebuilt, type SweepServices, sweepNightly } from './nightly.ts'
import { reapOrphans } from './reap-clusters.ts'

/** `light` comes from a rule every 15 minutes, `nightly` from the state machine, `detail` from a run that ended badly. */
export type SweepEvent = { mode: 'light' } | { mode: 'nightly'; execution: string } | { detail: EndedRun }

/** Finds what was missed and sees that it gets done; a lost catalog is made anew first. */
export async function sweep(context: PipelineContext, event: SweepEvent) {
  if (await rebuildCatalog(context, highestRound)) await sendMessage(describeRebuilt())
  if ('detail' in event) return sweepAfter(context, event.detail)
  return event.mode === 'nightly'
    ? sweepNightly(context, deployedServices(context), event.execution)
    : sweepLightly(context)
}

const deployedServices = (context: PipelineContext): SweepServices => ({
  inputBucket: inputBucket(),
  glue: deployedGlue(),
  retention: { rounds: readNumber('SNAPSHOT_ROUNDS'), days: readNumber('SNAPSHOT_DAYS') },
  listVersions: (prefix) => listVersions(inputBucket(), prefix),
  statusOf: executionStatus,
  receive: (upload, execution) => receiveUpload(context.store, upload, execution),
  notify: sendMessage,
  endClusters: () => reapOrphans(context),
})
