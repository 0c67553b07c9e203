import { type CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { type ExecutionListItem, ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn'

/** What Step Functions on AWS counts and tells of an execution that ended badly, by its status. */
const metricNames: Record<string, string> = {
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
}

interface Clients {
  sfn: SFNClient
  cloudWatch: CloudWatchClient
  events: EventBridgeClient
}

/**
 * Tells a local cloud of executions that ended badly, as Step Functions on AWS does by itself: the metric that alarms
 * watch, and the event that a rule waits for. Its source is `local.states`, because nobody may send as `aws.states`.
 */
export class EndedRuns {
  readonly #clients: Clients
  readonly #stateMachineArn: string
  readonly #told = new Set<string>()
  readonly #since: number

  /** @param since milliseconds of the epoch; what ended before is left out */
  constructor(clients: Clients, stateMachineArn: string, since: number) {
    this.#clients = clients
    this.#stateMachineArn = stateMachineArn
    this.#since = since
  }

  /** Tells what ended badly since the last call. */
  async tellNew(): Promise<void> {
    for (const statusFilter of ['FAILED', 'TIMED_OUT', 'ABORTED'] as const) {
      const stateMachineArn = this.#stateMachineArn
      const page = await this.#clients.sfn.send(
        new ListExecutionsCommand({ stateMachineArn, statusFilter, maxResults: 100 }),
      )
      for (const run of page.executions ?? []) if (this.#isNew(run)) await this.#tell(run)
    }
  }

  #isNew({ name, stopDate }: ExecutionListItem): boolean {
    return Boolean(stopDate && stopDate.getTime() >= this.#since && !this.#told.has(name!))
  }

  async #tell({ name, status, executionArn }: ExecutionListItem): Promise<void> {
    const stateMachineArn = this.#stateMachineArn
    await this.#clients.cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: 'AWS/States',
        MetricData: [
          {
            MetricName: metricNames[status!],
            Value: 1,
            Unit: 'Count',
            Dimensions: [{ Name: 'StateMachineArn', Value: stateMachineArn }],
          },
        ],
      }),
    )
    const Detail = JSON.stringify({ executionArn, stateMachineArn, name, status })
    const event = { Source: 'local.states', DetailType: 'Step Functions Execution Status Change', Detail }
    await this.#clients.events.send(new PutEventsCommand({ Entries: [event] }))
    this.#told.add(name!)
  }
}
