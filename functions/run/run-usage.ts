import { logger } from '../runtime/logger.ts'
import { record } from '../runtime/metrics.ts'
import type { Used } from '../runtime/usage.ts'
import { costOf, type RunCost, type RunUsage } from './cost.ts'
import { readHistory } from './executions.ts'
import { type RunHistory, readEvents } from './history.ts'

/**
 * What a run used so far, from the histories of its execution and of those it started. Its last task, which asks, is
 * not in it yet.
 */
async function readRunUsage(execution: string, now: Date): Promise<RunUsage> {
  const run = readEvents(await readHistory(execution))
  const nested = await Promise.all(nestedExecutions(run).map(readHistory))
  const histories = nested.map(readEvents)
  return {
    ...addUpHistory([run, ...histories]),
    clusterSeconds: clusterSeconds(run, now),
    coreNodes: coreNodesOf(histories),
  }
}

/** What a run cost so far, also as a metric; undefined when its history cannot be read, because no data waits for that. */
export async function priceRun(execution: string): Promise<RunCost | undefined> {
  try {
    const cost = costOf(await readRunUsage(execution, new Date()))
    record('RunCost', cost.total)
    return cost
  } catch (error) {
    logger.warn('cost not known', error as Error)
    return undefined
  }
}

/** Adds up histories: what each task's answer says it used, and the transitions, a repeated attempt being one. */
export function addUpHistory(
  histories: readonly RunHistory[],
): Omit<RunUsage, 'clusterSeconds' | 'coreNodes'> {
  const tries = histories.flatMap((history) => history.tries)
  const used = tries.flatMap(({ output }) => readAnswer(output)?.used ?? [])
  const sum = (amount: (used: Used) => number) => used.reduce((total, each) => total + amount(each), 0)
  const failed = tries.filter(({ task, failure }) => failure && task !== 'emrStep').length
  // An attempt that failed says nothing: it counts like the mean of those that did not.
  const withFailed = (amount: number) => (used.length ? (amount / used.length) * (used.length + failed) : 0)
  const states = histories.flatMap((history) => history.states).filter(({ type }) => type !== 'Task')
  return {
    gbSeconds: withFailed(sum((each) => secondsOf(each) * (each.mb / 1024))),
    diskGbSeconds: withFailed(sum((each) => secondsOf(each) * paidDisk(each))),
    invocations: used.length + failed,
    transitions: states.length + tries.length,
    gets: sum(({ gets }) => gets),
    puts: sum(({ puts }) => puts),
  }
}

/** Seconds that are billed. */
const secondsOf = ({ ms, init = 0 }: Used) => (ms + init) / 1000

/** GB of /tmp that are not free. */
const paidDisk = ({ disk = 512 }: Used) => (disk - 512) / 1024

const readAnswer = (output?: string): { used?: Used; ExecutionArn?: string; coreNodes?: number } | null =>
  JSON.parse(output ?? 'null')

/** ARNs of the executions that a run started and waited for. */
export const nestedExecutions = ({ tries }: RunHistory): string[] =>
  tries.flatMap(({ output }) => readAnswer(output)?.ExecutionArn ?? [])

/** Core nodes of the cluster that the first submitted step opened; 0 when none was had. */
export const coreNodesOf = (nested: readonly RunHistory[]): number =>
  nested.flatMap(({ tries }) => tries).flatMap(({ output }) => readAnswer(output)?.coreNodes ?? [])[0] ?? 0

/** From the first nested execution, which opens the cluster, to the end of TerminateCluster or until now. */
export function clusterSeconds({ states, tries }: RunHistory, now: Date): number {
  const opened = tries.find(({ task }) => task === 'emrStep')
  if (!opened) return 0
  const closed = states.find(({ name, leftAt }) => name === 'TerminateCluster' && leftAt)
  return ((closed?.leftAt ?? now).getTime() - opened.startedAt.getTime()) / 1000
}
