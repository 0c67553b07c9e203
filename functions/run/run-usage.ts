import type { HistoryEvent } from '@aws-sdk/client-sfn'
import { logger } from '../runtime/handler.ts'
import { record } from '../runtime/metrics.ts'
import type { Used } from '../runtime/usage.ts'
import { costOf, deployedNodes, type RunCost, type RunUsage } from './cost.ts'
import { readHistory } from './executions.ts'

/**
 * What a run used so far, from the histories of its execution and of those it started. Its last task, which asks, is
 * not in it yet.
 */
export async function readRunUsage(execution: string, now: Date): Promise<RunUsage> {
  const events = await readHistory(execution)
  const nested = await Promise.all(nestedExecutions(events).map((arn) => readHistory(arn)))
  const usage = addUpHistory([events, ...nested])
  return { ...usage, clusterSeconds: clusterSeconds(events, now) }
}

/** What a run cost so far, also as a metric; undefined when its history cannot be read, because no data waits for that. */
export async function priceRun(execution: string): Promise<RunCost | undefined> {
  try {
    const cost = costOf(await readRunUsage(execution, new Date()), deployedNodes())
    record('RunCost', cost.total)
    return cost
  } catch (error) {
    logger.warn('cost not known', error as Error)
    return undefined
  }
}

/** Adds up histories: what each task's answer says it used, transitions, repeated attempts. */
export function addUpHistory(histories: readonly HistoryEvent[][]): Omit<RunUsage, 'clusterSeconds'> {
  const events = histories.flat()
  const count = (pattern: RegExp) => events.filter(({ type }) => pattern.test(type!)).length
  const used = events.map(usedBy).filter((each) => each !== null)
  const sum = (amount: (used: Used) => number) => used.reduce((total, each) => total + amount(each), 0)
  const failed = count(/^(Task|LambdaFunction)(Failed|TimedOut)$/)
  const gbSeconds = sum(({ ms, mb }) => (ms / 1000) * (mb / 1024))
  return {
    // An attempt that failed says nothing: it counts like the mean of those that did not.
    gbSeconds: used.length ? (gbSeconds / used.length) * (used.length + failed) : 0,
    invocations: used.length + failed,
    // Every attempt is a transition, so the attempts are counted instead of the tasks that were entered.
    transitions:
      count(/StateEntered$/) - count(/^TaskStateEntered$/) + count(/^(Task|LambdaFunction)Scheduled$/),
    gets: sum(({ gets }) => gets),
    puts: sum(({ puts }) => puts),
  }
}

const outputOf = (event: HistoryEvent): string =>
  event.lambdaFunctionSucceededEventDetails?.output ?? event.taskSucceededEventDetails?.output ?? 'null'

const usedBy = (event: HistoryEvent): Used | null => JSON.parse(outputOf(event))?.used ?? null

/** ARNs of the executions that a history started and waited for. */
export const nestedExecutions = (events: readonly HistoryEvent[]): string[] =>
  events
    .map((event) => (JSON.parse(outputOf(event)) as { ExecutionArn?: string } | null)?.ExecutionArn)
    .filter((arn) => arn !== undefined)

/** From the first nested execution, which opens the cluster, to the end of TerminateCluster or until now. */
export function clusterSeconds(events: readonly HistoryEvent[], now: Date): number {
  const opened = events.find(
    ({ type, taskScheduledEventDetails: task }) =>
      type === 'TaskScheduled' && task?.resourceType === 'states',
  )
  if (!opened) return 0
  const closed = events.find(({ stateExitedEventDetails: state }) => state?.name === 'TerminateCluster')
  return ((closed?.timestamp ?? now).getTime() - opened.timestamp!.getTime()) / 1000
}
