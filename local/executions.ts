import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  type ExecutionStatus,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
} from '@aws-sdk/client-sfn'
import { sfn } from '../functions/run/executions.ts'
import { stack } from './settings.ts'

/** One run of the state machine. */
export interface Run {
  name: string
  status: ExecutionStatus
  startedAt: Date
  stoppedAt?: Date
}

/** A run with what it was given and how it failed. */
export interface RunDetail extends Run {
  input: Record<string, unknown>
  error?: string
  cause?: string
}

const arnOf = (name: string) => `${stack.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`

/** A run by name, or null when there is none. */
export async function findRun(name: string): Promise<RunDetail | null> {
  try {
    const found = await sfn.send(new DescribeExecutionCommand({ executionArn: arnOf(name) }))
    return {
      name,
      status: found.status!,
      startedAt: found.startDate!,
      stoppedAt: found.stopDate,
      input: JSON.parse(found.input || '{}'),
      error: found.error,
      cause: found.cause,
    }
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return null
    throw error
  }
}

/** Everything that happened in a run, oldest first. */
export async function readHistory(name: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = []
  let nextToken: string | undefined
  do {
    const page = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn: arnOf(name), maxResults: 1000, nextToken }),
    )
    events.push(...(page.events ?? []))
    nextToken = page.nextToken
  } while (nextToken)
  return events
}

/** Runs of the state machine, newest first, at most `limit`. */
export async function listRuns(limit = Number.POSITIVE_INFINITY): Promise<Run[]> {
  const runs: Run[] = []
  let nextToken: string | undefined
  do {
    const page = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn: stack.stateMachineArn, maxResults: 1000, nextToken }),
    )
    for (const { name, status, startDate, stopDate } of page.executions ?? [])
      runs.push({ name: name!, status: status!, startedAt: startDate!, stoppedAt: stopDate })
    nextToken = page.nextToken
  } while (nextToken && runs.length < limit)
  return runs.sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime()).slice(0, limit)
}
