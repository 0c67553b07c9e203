import type { Catalog, PlannedStage } from './catalog/catalog.ts'
import { deployedSetting } from './catalog/setting.ts'
import { handle } from './handle.ts'
import { describeRun, sendMessage } from './run/messages.ts'
import { type RunSummary, summarizeRun } from './run/run-summary.ts'
import { priceRun } from './run/run-usage.ts'
import { commitSnapshots } from './run/snapshots.ts'
import { record } from './runtime/metrics.ts'
import { catalogKey, planKey, runKey, uploadKey } from './storage/layout.ts'
import { type ObjectStore, readJson, writeJson } from './storage/store.ts'
import type { Upload } from './upload/upload.ts'

interface ReportEvent {
  execution: string
  startedAt: string
  /** The state machine's state at the end of the run. */
  run: {
    trigger: string
    upload?: Upload
    merged?: { rows: number }
    quality?: { verdict: string }
    plan: { round: number }
  }
}

/** Sums the run up, keeps the summary for people, sends the message, and commits the tables' snapshots. */
export const handler = handle(async ({ execution, startedAt, run }: ReportEvent, store) => {
  const setting = deployedSetting(store)
  const catalog = (await readJson<Catalog>(store, catalogKey))?.value ?? { keys: {}, stages: {} }
  const plans = await readPlans(store, execution, run.plan.round)
  const finished = { execution, startedAt, ...run, rows: run.merged?.rows, verdict: run.quality?.verdict }
  const cost = await priceRun(execution)
  const summary = { ...summarizeRun(finished, plans, catalog, new Date(), setting.policy), cost }
  await keepSummary(store, summary)
  recordRun(summary)
  await sendMessage(describeRun(summary))
  if (!setting.policy.snapshots) return answer(summary)
  await keepSummary(store, { ...summary, snapshots: await commitSnapshots(setting) })
  return answer(summary)
})

async function keepSummary(store: ObjectStore, summary: RunSummary): Promise<void> {
  await writeJson(store, runKey(summary.execution), summary)
  if (summary.upload) await writeJson(store, uploadKey(summary.upload.id), summary)
}

async function readPlans(store: ObjectStore, execution: string, rounds: number): Promise<PlannedStage[][]> {
  const keys = Array.from({ length: rounds }, (_, index) => planKey(execution, index + 1))
  const plans = await Promise.all(keys.map((key) => readJson<{ stages: PlannedStage[] }>(store, key)))
  return plans.map((plan) => plan?.value.stages ?? [])
}

function recordRun({ trigger, outcome, upload, startedAt, finishedAt, ...summary }: RunSummary): void {
  record('RunSeconds', (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000)
  record('StagesDeferred', summary.deferred.length)
  record('StagesParked', summary.parked.length)
  if (trigger === 'schedule') record('NightlyRunsDone', 1)
  if (!upload || outcome !== 'published') return
  record('UploadsPublished', 1)
  record('RowsPublished', upload.rows)
  record('UploadToTablesSeconds', summary.seconds)
}

const answer = ({ outcome, seconds, stages, deferred, parked }: RunSummary) => ({
  outcome,
  seconds,
  stages: stages.length,
  deferred: deferred.length,
  parked: parked.length,
})
