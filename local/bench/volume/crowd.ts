import { setTimeout as wait } from 'node:timers/promises'
import { admitUpload } from '../../../functions/catalog/admit.ts'
import { readCatalog } from '../../../functions/catalog/stored-catalog.ts'
import { mapConcurrently } from '../../../functions/runtime/concurrently.ts'
import { partitionKey } from '../../../functions/storage/layout.ts'
import { readJson, writeJson } from '../../../functions/storage/store.ts'
import type { Manifest, Upload } from '../../../functions/upload/upload.ts'
import { stagePartitions } from '../../../jobs/partitions.ts'
import { type Grain, parseUnit, unitStage } from '../../../jobs/stages.ts'
import { dayOf, requestOfFile } from './fill-catalog.ts'
import { FolderStore, type Traffic } from './folder-store.ts'
import { contextOver, type ModelObject, runModel } from './model-run.ts'

/** What became of files that landed at the same moment. */
export interface Crowd extends Omit<Traffic, 'calls'> {
  files: number
  once: number
  lost: number
  doubled: number
  calls: number
  seconds: number
  peakMegabytes: number
}

const daysOfFiles = 30
/** Runs that share the one CPU of this process; in the cloud each function has its own. */
const runsAtOnce = 8

/** Drops so many files, of the last 30 of a thousand days, at once: all are admitted, then each runs to its end. */
export async function dropAtOnce(
  folder: string,
  grain: Grain,
  files: number,
  signal: AbortSignal,
): Promise<Crowd> {
  const store = await FolderStore.open(folder)
  const context = contextOver(store, grain)
  const requests = Array.from({ length: files }, (_, index) =>
    requestOfFile(`crowd-${index}`, [dayOf(1000 - daysOfFiles + (index % daysOfFiles))], grain),
  )
  for (const { manifest, months, rows, upload, key, order } of requests) {
    const staged = Object.entries(months).map(([unit, count]) => [
      unit,
      { rows: count, amount: 0, files: [] },
    ])
    const stored: Manifest = { upload, key, order, rows, amount: 0, months: Object.fromEntries(staged) }
    await writeJson(store, manifest, stored)
  }
  store.takeTraffic()
  const started = Date.now()
  const waits = await mapConcurrently(requests, runsAtOnce, ({ upload, key, order, manifest }) =>
    admitUpload(store, { id: upload, key, order } as Upload, manifest),
  )
  await wait(Math.max(...waits.map(({ waitSeconds }) => waitSeconds)) * 1000, undefined, { signal })
  await mapConcurrently(requests, runsAtOnce, async ({ upload }) => {
    signal.throwIfAborted()
    await runModel(context, upload, upload)
  })
  // what a run left when it ended, the sweep has done
  await runModel(context, 'refresh', 'none')
  const { calls, ...traffic } = store.takeTraffic()
  const seconds = (Date.now() - started) / 1000
  const found = await countPublished(store, grain)
  const of = (wanted: (times: number) => boolean) =>
    requests.filter(({ upload }) => wanted(found.get(upload) ?? 0)).length
  return {
    files,
    once: of((times) => times === 1),
    lost: of((times) => times === 0),
    doubled: of((times) => times > 1),
    ...traffic,
    calls: Object.values(calls).reduce((sum, count) => sum + count, 0),
    seconds,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  }
}

/** How often each upload stands in what is published of the last days; nothing may be left to do. */
async function countPublished(store: FolderStore, grain: Grain): Promise<Map<string, number>> {
  const { stages } = (await readCatalog(store))!
  const units = Array.from({ length: daysOfFiles }, (_, index) =>
    dayOf(999 - index).slice(0, grain === 'day' ? 10 : 7),
  )
  const found = new Map<string, number>()
  for (const id of new Set(units.map(unitStage))) {
    const stage = stages[id]!
    if (stage.done !== stage.want) throw new Error(`${id} is left undone`)
    const [transactions] = stagePartitions(id)
    const key = partitionKey(transactions!.table, transactions!.partition, parseUnit(id).part)
    for (const upload of (await readJson<ModelObject>(store, key))!.value.uploads)
      found.set(upload, (found.get(upload) ?? 0) + 1)
  }
  return found
}
