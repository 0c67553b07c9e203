import { runsPrefix } from '../../../functions/layout.ts'
import { getJson, type ListedObject, listObjects } from '../../../functions/object-store.ts'
import type { RunSummary } from '../../../functions/run-summary.ts'
import { readHistory } from '../../executions.ts'
import type { RunReport } from './report-data.ts'
import { readTimeline } from './timeline.ts'

const looked = 20

/** The newest run that published something, or null when there is none; its timeline while its history is kept. */
export async function readLastRun(bucket: string): Promise<RunReport | null> {
  for (const key of await newestSummaries(bucket)) {
    const summary = (await getJson<RunSummary>(bucket, key))?.value
    if (summary?.stages.some((stage) => stage.published)) return describeRun(summary)
  }
  return null
}

async function newestSummaries(bucket: string): Promise<string[]> {
  const summaries: ListedObject[] = []
  for await (const object of listObjects(bucket, runsPrefix)) summaries.push(object)
  return summaries
    .sort((a, b) => b.lastModified.getTime() - a.lastModified.getTime())
    .slice(0, looked)
    .map(({ key }) => key)
}

async function describeRun(summary: RunSummary): Promise<RunReport> {
  const { execution, outcome, startedAt, seconds, stages, upload } = summary
  // A history is kept 90 days on AWS, and until a wipe here; the report does without.
  const events = await readHistory(execution).catch(() => [])
  return {
    execution,
    outcome,
    key: upload?.key,
    startedAt,
    seconds,
    stages,
    timeline: readTimeline(events),
    costs: [],
  }
}
