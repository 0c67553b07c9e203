import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type HistoryEvent,
  paginateGetExecutionHistory,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { readVariable } from '../runtime/environment.ts'
import { countCalls } from '../runtime/usage.ts'

/** The one Step Functions client of a function. */
export const sfn = countCalls(new SFNClient({ maxAttempts: 5 }))

/** How an execution stands, in Step Functions' words: RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED. */
type ExecutionStatus = string

/** Starts an execution of the pipeline. A name is started once: `exists` when it was before, whatever became of it. */
export async function startExecution(name: string, input: unknown): Promise<'started' | 'exists'> {
  try {
    const stateMachineArn = readVariable('STATE_MACHINE_ARN')
    await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }))
    return 'started'
  } catch (error) {
    if (error instanceof ExecutionAlreadyExists) return 'exists'
    throw error
  }
}

/** Error of an execution that failed after Recover had done its part, as the state Failed gives it. */
export const recoveredError = 'RunFailed'

/** Status of an execution of the pipeline, or null when there is none of that name. */
export const executionStatus = async (name: string): Promise<ExecutionStatus | null> =>
  (await describeExecution(name))?.status ?? null

/** Error that an execution of the pipeline ended with; null without one, or without an execution of that name. */
export const executionError = async (name: string): Promise<string | null> =>
  (await describeExecution(name))?.error ?? null

async function describeExecution(name: string): Promise<DescribeExecutionCommandOutput | null> {
  const arn = readVariable('STATE_MACHINE_ARN').replace(':stateMachine:', ':execution:')
  try {
    return await sfn.send(new DescribeExecutionCommand({ executionArn: `${arn}:${name}` }))
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return null
    throw error
  }
}

/** Every event of an execution, by the ARN or by its name in the pipeline; payloads included. */
export async function readHistory(execution: string): Promise<HistoryEvent[]> {
  const ofPipeline = readVariable('STATE_MACHINE_ARN').replace(':stateMachine:', ':execution:')
  const executionArn = execution.startsWith('arn:') ? execution : `${ofPipeline}:${execution}`
  const events: HistoryEvent[] = []
  const pages = paginateGetExecutionHistory({ client: sfn, pageSize: 1000 }, { executionArn })
  for await (const page of pages) events.push(...(page.events ?? []))
  return events
}
