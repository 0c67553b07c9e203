import type { Admitted } from '../catalog/admit.ts'
import type { ScheduleRequest } from '../catalog/catalog.ts'
import { isOfGrain, type PipelineContext } from '../catalog/context.ts'
import { readPending } from '../catalog/pending.ts'
import { emptyCatalog } from '../catalog/stage-state.ts'
import { readCatalog, withKeys } from '../catalog/stored-catalog.ts'
import type { GlueTables } from '../iceberg/glue-tables.ts'
import type { Retention } from '../iceberg/retention.ts'
import { writeCommand, writeExecution } from '../run/advice.ts'
import type { Message } from '../run/messages.ts'
import { mapConcurrently } from '../runtime/concurrently.ts'
import { logger } from '../runtime/logger.ts'
import { pendingKey, pendingPrefix, rejectionKey } from '../storage/layout.ts'
import { type ObjectStore, writeJson } from '../storage/store.ts'
import type { Upload } from '../upload/upload.ts'
import type { ListedVersion } from '../upload/upload-identity.ts'
import { cleanPages } from './clean-pages.ts'
import { cleanSnapshots } from './clean-snapshots.ts'
import { cleanUp } from './clean-up.ts'
import { compareInput } from './compare-input.ts'
import { describeMismatches } from './live-keys.ts'
import { findMissing, type Ledger, nextRun } from './missing.ts'
import { releaseOrphans } from './orphans.ts'

/** What the nightly sweep reaches besides the store. */
export interface SweepServices {
  inputBucket: string
  /** Glue's tables of the snapshots, and how long snapshots are kept. */
  glue: GlueTables
  retention: Retention
  listVersions(prefix: string): AsyncIterable<ListedVersion>
  /** Status of an execution, null when there is none of that name. */
  statusOf(execution: string): Promise<string | null>
  /** Judges an upload's head and starts its run under that name. */
  receive(upload: Upload, execution: string): Promise<unknown>
  /** Sends people a message. */
  notify(message: Message): Promise<void>
  /** Ends clusters whose run is gone. */
  endClusters(): Promise<unknown>
}

/**
 * The nightly run's first step. Admits the schedule's own request, which makes every dirty stage due; releases what runs
 * that are gone still claim and ends their clusters; starts uploads that no run finished; tells people of rows whose file
 * is gone and of objects that nothing processes; removes what nothing references. A fault of the removals is logged and
 * keeps no other back; any other fault is thrown, and the schedule's request is pending by then.
 */
export async function sweepNightly(
  context: PipelineContext,
  services: SweepServices,
  execution: string,
): Promise<Admitted> {
  const { store } = context
  const request = `schedule-${execution}`
  await writeJson(store, pendingKey(request), { kind: 'schedule', execution } satisfies ScheduleRequest)
  await releaseOrphans(context, services.statusOf)
  await services.endClusters()
  const catalog = (await readCatalog(store)) ?? emptyCatalog()
  const compared = await compareInput(store, catalog, services.inputBucket, services.listVersions(''))
  await startMissing(findMissing(compared.unknown, await readLedger(store, compared.unknown)), services)
  const mismatches = describeMismatches(compared.mismatches)
  if (mismatches.length > 0)
    await services.notify({
      subject: 'card-pipeline: files and tables do not match',
      text: [...mismatches, `Details: ${writeCommand('status')}`].join('\n'),
    })
  await cleanUp(context, services.statusOf).catch((error) => logger.error('clean-up failed', error as Error))
  await cleanPages(context).catch((error) => logger.error('clean-up of pages failed', error as Error))
  if (context.policy.snapshots)
    await cleanSnapshots({ ...context, glue: services.glue }, services.retention).catch((error) =>
      logger.error('clean-up of snapshots failed', error as Error),
    )
  return { request, waitSeconds: 0 }
}

async function startMissing(missing: readonly Upload[], services: SweepServices): Promise<void> {
  const exhausted: Upload[] = []
  await mapConcurrently(missing, 8, async (upload) => {
    try {
      const next = await nextRun(upload.id, services.statusOf)
      if (next === 'exhausted') exhausted.push(upload)
      if (typeof next === 'string') return
      await services.receive(upload, next.name)
      logger.warn('found an upload that no run finished', { upload: upload.id, run: next.name })
    } catch (error) {
      logger.error('could not start an upload', { upload: upload.id, error: error as Error })
    }
  })
  if (exhausted.length > 0) await services.notify(describeExhausted(exhausted))
}

/**
 * What is known of some uploads. Pending is read before the catalog: a request that leaves pending meanwhile is found in
 * the catalog. What was staged by another grain is not waiting to be folded.
 */
async function readLedger(store: ObjectStore, uploads: readonly Upload[]): Promise<Ledger> {
  const requests = await readPending(store)
  const root = (await readCatalog(store)) ?? emptyCatalog()
  const catalog = await withKeys(
    store,
    root,
    uploads.map(({ key }) => key),
  )
  const reports = await mapConcurrently(uploads, 16, ({ id }) => store.head(rejectionKey(id)))
  const rejected = new Set(uploads.filter((_, index) => reports[index]).map(({ id }) => id))
  const foldable = requests.filter(({ request }) => isOfGrain(request, catalog.grain))
  const pending = new Set(foldable.map(({ key }) => key.slice(pendingPrefix.length, -'.json'.length)))
  return { pending, rejected, catalog }
}

/** What people are told when the catalog was lost. */
export const describeRebuilt = (): Message => ({
  subject: 'card-pipeline: the catalog was lost and made anew',
  text: [
    '_pipeline/catalog.json was gone although tables are published. It was made anew from the staged uploads.',
    'No table changed by that; every stage is computed again now. Find out who deleted it.',
    `Details: ${writeCommand('status')}`,
  ].join('\n'),
})

/** What people are told of uploads that failed as often as the sweep tries. */
function describeExhausted(uploads: readonly Upload[]): Message {
  const shown = uploads.slice(0, 20).map(({ id, key }) => `${key}: ${writeCommand('replay', id)}`)
  const more = uploads.length > shown.length ? [`and ${uploads.length - shown.length} more`] : []
  return {
    subject: `card-pipeline: ${uploads.length} uploads failed three times`,
    text: [
      'Parked: these uploads failed three times and are not tried again by themselves.',
      `Remove the cause (${writeCommand('status', 'UPLOAD')} tells it), then run each again:`,
      ...shown,
      ...more,
      `In the console: ${writeExecution({ trigger: 'replay', upload: 'UPLOAD' })}`,
    ].join('\n'),
  }
}
