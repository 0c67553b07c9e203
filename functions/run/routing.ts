import { coreNodesFor } from '../../jobs/cluster.ts'
import type { Plan } from '../catalog/plan.ts'
import { logger } from '../runtime/logger.ts'
import { record } from '../runtime/metrics.ts'
import { costOf, noUsage, type RunCost } from './cost.ts'

/** What a stage would take on an engine. */
export interface Estimate {
  seconds: number
  /** US dollars. */
  dollars: RunCost['total']
}

/** Rows a second on one function of 2 GB and 5 GB of /tmp, and the seconds that its start, its files and its queries take anyway. */
const lambda = { rowsPerSecond: 250_000, fixedSeconds: 1, gigabytes: 2, paidDisk: 4.5, puts: 12, gets: 14 }
/** Rows a second on one core node, the seconds until a cluster is there, and those of a step without rows. */
const emr = { rowsPerSecond: 1_000_000, startSeconds: 480, fixedSeconds: 60 }

/** Time and cost of a stage of so many input rows on a function: it grows with the rows, and so does its memory. */
export function estimateOnLambda(rows: number): Estimate {
  const seconds = lambda.fixedSeconds + rows / lambda.rowsPerSecond
  const { total } = costOf({
    ...noUsage,
    gbSeconds: seconds * lambda.gigabytes,
    diskGbSeconds: seconds * lambda.paidDisk,
    invocations: 1,
    transitions: 1,
    puts: lambda.puts,
    gets: lambda.gets,
  })
  return { seconds, dollars: total }
}

/** Time and cost of a stage on a cluster started for it alone: most of it is the start. */
export function estimateOnEmr(rows: number): Estimate & { coreNodes: number } {
  const coreNodes = coreNodesFor(rows, deployedRange())
  const seconds = emr.startSeconds + emr.fixedSeconds + rows / (emr.rowsPerSecond * coreNodes)
  const { total } = costOf({ ...noUsage, clusterSeconds: seconds, coreNodes })
  return { seconds, dollars: total, coreNodes }
}

/** What the deployment lets a cluster have; the template's own range in a process that is not told. */
const deployedRange = () => ({
  coreNodes: Number(process.env.EMR_CORE_NODES ?? 2),
  maxCoreNodes: Number(process.env.EMR_MAX_CORE_NODES ?? 10),
})

/** Logs where each claimed stage goes and what either engine would take, and counts the stages by engine. */
export function recordRouting({ small, heavy }: Plan): void {
  const stages = [
    ...small.map((each) => ({ ...each, engine: 'lambda' })),
    ...heavy.map((each) => ({ ...each, engine: 'emr' })),
  ]
  for (const { stage, rows, engine } of stages)
    logger.info('routed', {
      stage,
      rows,
      engine,
      onLambda: estimateOnLambda(rows),
      onEmr: estimateOnEmr(rows),
    })
  record('StagesOnLambda', small.length)
  record('StagesOnEmr', heavy.length)
}
