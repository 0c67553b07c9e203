import type { RunCost, RunUsage } from '../../../functions/run/cost.ts'
import { readHistory } from '../../../functions/run/executions.ts'
import { type RunHistory, readEvents } from '../../../functions/run/history.ts'
import type { RunSummary } from '../../../functions/run/run-summary.ts'
import { addUpHistory, nestedExecutions } from '../../../functions/run/run-usage.ts'
import { runsPrefix } from '../../../functions/storage/layout.ts'
import { type ListedObject, listObjects } from '../../../functions/storage/object-store.ts'
import { readJson, s3Store } from '../../../functions/storage/store.ts'
import { count } from '../../terminal/wording.ts'
import type { CostItem, RunReport } from './report-data.ts'
import { readTimeline } from './timeline.ts'

const looked = 20

/** The newest run that published something, or null when there is none; its timeline while its history is kept. */
export async function readLastRun(bucket: string): Promise<RunReport | null> {
  for (const key of await newestSummaries(bucket)) {
    const summary = (await readJson<RunSummary>(s3Store(bucket), key))?.value
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
  const { execution, outcome, startedAt, seconds, stages, upload, cost } = summary
  // A history is kept 90 days on AWS, and until a wipe here; the report does without.
  const [run = readEvents([]), ...nested] = await readHistories(execution).catch(() => [])
  return {
    execution,
    outcome,
    key: upload?.key,
    startedAt,
    seconds,
    stages,
    timeline: readTimeline(run, nested),
    costs: cost ? itemizeCost(cost, addUpHistory([run, ...nested])) : [],
  }
}

/** What happened in a run, then in the executions it started. */
async function readHistories(execution: string): Promise<RunHistory[]> {
  const run = readEvents(await readHistory(execution))
  const nested = await Promise.all(nestedExecutions(run).map(readHistory))
  return [run, ...nested.map(readEvents)]
}

/** What was paid for, dearest first; what cost nothing is left out. */
function itemizeCost(cost: RunCost, used: Omit<RunUsage, 'clusterSeconds' | 'coreNodes'>): CostItem[] {
  const items: CostItem[] = [
    {
      component: 'Lambda',
      dollars: cost.lambda,
      detail: `${used.gbSeconds.toFixed(1)} GB-s, ${count(used.invocations)} calls`,
    },
    {
      component: 'Step Functions',
      dollars: cost.stepFunctions,
      detail: `${count(used.transitions)} transitions`,
    },
    {
      component: 'S3',
      dollars: cost.s3,
      detail: `${count(used.puts)} PUT, COPY, LIST; ${count(used.gets)} GET, HEAD`,
    },
    { component: 'EMR', dollars: cost.emr, detail: '' },
  ]
  return items.filter((item) => item.dollars > 0).sort((a, b) => b.dollars - a.dollars)
}
