import type { PlannedStage } from '../catalog/catalog.ts'
import type { PipelineContext } from '../catalog/context.ts'
import type { StoredPlan } from '../catalog/plan.ts'
import { emptyCatalog } from '../catalog/stage-state.ts'
import { readCatalog, withKeys } from '../catalog/stored-catalog.ts'
import { record } from '../runtime/metrics.ts'
import { planKey, runKey, uploadKey } from '../storage/layout.ts'
import { type ObjectStore, readJson, writeJson } from '../storage/store.ts'
import type { Upload } from '../upload/upload.ts'
import { describeRun, sendMessage } from './messages.ts'
import { type RunSummary, summarizeRun } from './run-summary.ts'
import { priceRun } from './run-usage.ts'
import { commitSnapshots } from './snapshots.ts'

export interface ReportTask {
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
export async function reportRun(
  context: PipelineContext,
  { execution, startedAt, run }: ReportTask,
): Promise<RunSummary> {
  const { store, policy } = context
  const { upload } = run
  const root = (await readCatalog(store)) ?? emptyCatalog()
  const catalog = await withKeys(store, root, upload ? [upload.key] : [])
  // the last plan claimed nothing and is not stored
  const plans = await readPlans(store, execution, run.plan.round - 1)
  const finished = { execution, startedAt, ...run, rows: run.merged?.rows, verdict: run.quality?.verdict }
  const cost = await priceRun(execution)
  const summary = { ...summarizeRun(finished, plans, catalog, context.now(), policy), cost }
  await keepSummary(store, summary)
  recordRun(summary)
  await sendMessage(describeRun(summary))
  if (policy.snapshots) await keepSummary(store, { ...summary, snapshots: await commitSnapshots(context) })
  return summary
}

async function keepSummary(store: ObjectStore, summary: RunSummary): Promise<void> {
  await writeJson(store, runKey(summary.execution), summary)
  if (summary.upload) await writeJson(store, uploadKey(summary.upload.id), summary)
}

async function readPlans(store: ObjectStore, execution: string, rounds: number): Promise<PlannedStage[][]> {
  const keys = Array.from({ length: rounds }, (_, index) => planKey(execution, index + 1))
  const plans = await Promise.all(keys.map((key) => readJson<StoredPlan>(store, key)))
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
