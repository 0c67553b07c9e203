import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  type HistoryEvent,
  paginateGetExecutionHistory,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { localFolder } from '../../../local/process/folders.ts'
import { type Definition, type Machine, readDefinition } from '../definition.ts'
import type { Answer, PathCase } from './path-case.ts'

/** The file that tells LocalStack what the tasks of each case do. */
export function writeMocks(
  cases: readonly [Machine, PathCase][],
  undisturbed: Record<string, Answer>,
): string {
  const StateMachines: Record<string, { TestCases: object }> = {}
  const MockedResponses: Record<string, object> = {}
  for (const [index, [machine, { tasks }]] of cases.entries()) {
    StateMachines[machine] ??= { TestCases: {} }
    const names = Object.entries(undisturbed).map(([state, usual]) => {
      const name = `${index}-${state}`
      MockedResponses[name] = mockOf(tasks?.[state] ?? [usual], nested.test(state))
      return [state, name]
    })
    Object.assign(StateMachines[machine].TestCases, { [`case${index}`]: Object.fromEntries(names) })
  }
  mkdirSync(localFolder, { recursive: true })
  const file = join(localFolder, 'localstack-mocks.json')
  writeFileSync(file, JSON.stringify({ StateMachines, MockedResponses }))
  return file
}

const manyCalls = 99

/** Tasks that run another machine. */
const nested = /OnEmr$/

/** By number of the call, from 0; the last answer holds for all that follow. */
const mockOf = (answers: readonly Answer[], isNested: boolean) =>
  Object.fromEntries(
    answers.map((each, index) => [
      index === answers.length - 1 ? `${index}-${manyCalls}` : String(index),
      'error' in each
        ? { Throw: { Error: each.error, Cause: each.cause ?? each.error } }
        : { Return: isNested ? each.answer : { StatusCode: 200, Payload: each.answer } },
    ]),
  )

/** The project's machines in a LocalStack that is up. */
export class Interpreter {
  private readonly client: SFNClient
  private readonly machines = new Map<Machine, string>()

  constructor(endpoint: string) {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
    this.client = new SFNClient({ endpoint, credentials, region: 'ap-northeast-2', maxAttempts: 5 })
  }

  async create(machine: Machine): Promise<void> {
    const definition = JSON.stringify(withoutWaits(readDefinition(machine)))
    const roleArn = 'arn:aws:iam::000000000000:role/states'
    const created = await this.client.send(
      new CreateStateMachineCommand({ name: machine, definition, roleArn }),
    )
    this.machines.set(machine, created.stateMachineArn!)
  }

  /** Runs a case to its end: how it ended, and everything that happened. */
  async run(
    machine: Machine,
    index: number,
    input: object,
  ): Promise<{ ended: DescribeExecutionOutput; events: HistoryEvent[] }> {
    const stateMachineArn = `${this.machines.get(machine)}#case${index}`
    const { executionArn } = await this.client.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
    )
    for (let waited = 0; waited < 600; waited++) {
      const ended = await this.client.send(new DescribeExecutionCommand({ executionArn }))
      if (ended.status !== 'RUNNING') return { ended, events: await this.history(executionArn!) }
      await sleep(200)
    }
    throw new Error(`case ${index} of ${machine} did not end within two minutes`)
  }

  private async history(executionArn: string): Promise<HistoryEvent[]> {
    const events: HistoryEvent[] = []
    const pages = paginateGetExecutionHistory({ client: this.client, pageSize: 1000 }, { executionArn })
    for await (const page of pages) events.push(...(page.events ?? []))
    return events
  }
}

/** A definition as LocalStack takes it, functions by their ARN, with no wait longer than a second. */
function withoutWaits(definition: Definition): Definition {
  const text = JSON.stringify(definition, (name, value) => {
    if (value?.['Fn::GetAtt']) return functionArn(value['Fn::GetAtt'][0])
    if (value?.Ref) return `arn:aws:states:ap-northeast-2:000000000000:stateMachine:${value.Ref}`
    if (name === 'MaxConcurrency') return 2
    if (name === 'IntervalSeconds' || name === 'MaxDelaySeconds' || name === 'Seconds') return 1
    return name === 'BackoffRate' ? 1 : value
  })
  return JSON.parse(text)
}

/** `ConvertChunkLambdaFunction` → the ARN of `card-pipeline-local-convertChunk` */
const functionArn = (resource: string) =>
  `arn:aws:lambda:ap-northeast-2:000000000000:function:card-pipeline-local-${resource[0]!.toLowerCase()}${resource.slice(1, -'LambdaFunction'.length)}`
