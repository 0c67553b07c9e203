import { deployedContext } from './catalog/context.ts'
import { handle } from './handle.ts'
import { type ReportTask, reportRun } from './run/report-run.ts'

/** State Report: tells people how the run ended, and lets the tables' snapshots show it. */
export const handler = handle(async (task: ReportTask, store) => {
  const { outcome, seconds, stages, deferred, parked } = await reportRun(deployedContext(store), task)
  return { outcome, seconds, stages: stages.length, deferred: deferred.length, parked: parked.length }
})
