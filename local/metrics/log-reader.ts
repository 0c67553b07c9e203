import {
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs'

/** Milliseconds that are read again each time, because lines of one moment arrive one after the other. */
const overlap = 10_000

/** Reads lines that are new since the last call, from every log group under a prefix; each line once. */
export class LogReader {
  readonly #logs: CloudWatchLogsClient
  readonly #prefix: string
  #since: number
  #seen = new Map<string, number>()

  /** @param since milliseconds of the epoch; older lines are left out */
  constructor(logs: CloudWatchLogsClient, prefix: string, since: number) {
    this.#logs = logs
    this.#prefix = prefix
    this.#since = since
  }

  /** New lines that contain `text`. */
  async readNew(text: string): Promise<string[]> {
    const lines: string[] = []
    for (const logGroupName of await this.#groups()) {
      const pages = paginateFilterLogEvents(
        { client: this.#logs },
        { logGroupName, startTime: this.#since, filterPattern: `"${text}"` },
      )
      for await (const { events = [] } of pages)
        for (const event of events) if (this.#isNew(logGroupName, event)) lines.push(event.message ?? '')
    }
    const newest = [...this.#seen.values()].reduce((latest, moment) => Math.max(latest, moment), 0)
    this.#forgetBefore(newest - overlap)
    return lines
  }

  async #groups(): Promise<string[]> {
    const names: string[] = []
    const pages = paginateDescribeLogGroups({ client: this.#logs }, { logGroupNamePrefix: this.#prefix })
    for await (const { logGroups = [] } of pages) names.push(...logGroups.map((group) => group.logGroupName!))
    return names
  }

  #isNew(group: string, { eventId, logStreamName, timestamp = 0, message }: FilteredLogEvent): boolean {
    const name = [group, logStreamName, eventId ?? timestamp, message].join(' ')
    if (this.#seen.has(name)) return false
    this.#seen.set(name, timestamp)
    return true
  }

  #forgetBefore(moment: number): void {
    this.#since = Math.max(this.#since, moment)
    for (const [name, timestamp] of this.#seen) if (timestamp < this.#since) this.#seen.delete(name)
  }
}
