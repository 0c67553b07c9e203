import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  type ExecutionStatus,
  paginateListExecutions,
} from '@aws-sdk/client-sfn'
import { sfn } from '../../functions/run/executions.ts'
import { stack } from './stack.ts'

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
  output?: Record<string, unknown>
  error?: string
  cause?: string
}

const arnOf = (name: string) => `${stack.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`

/** Name of a run that a person starts now: `nightly-2026-11-01T17-00-00-000Z`. */
export const nameRun = (kind: string) => `${kind}-${new Date().toISOString().replace(/[:.]/g, '-')}`

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
      ...(found.output && { output: JSON.parse(found.output) }),
      error: found.error,
      cause: found.cause,
    }
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return null
    throw error
  }
}

/** Every run of the state machine, newest first. */
export async function listRuns(): Promise<Run[]> {
  const runs: Run[] = []
  const { stateMachineArn } = stack
  for await (const page of paginateListExecutions({ client: sfn, pageSize: 1000 }, { stateMachineArn }))
    for (const { name, status, startDate, stopDate } of page.executions ?? [])
      runs.push({ name: name!, status: status!, startedAt: startDate!, stoppedAt: stopDate })
  return runs.sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime())
}
