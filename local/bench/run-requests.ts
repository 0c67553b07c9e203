import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs'
import { stack } from '../pipeline/stack.ts'

/** Calls of each function of a run and, of what those sent to S3, how many requests of each kind, such as `GetObject`. */
export interface RunRequests {
  calls: Record<string, number>
  requests: Record<string, number>
}

interface CallsLine {
  execution?: string
  calls?: Record<string, number>
}

/** Adds up what functions logged of their calls: those of a run, of which what received its upload is no part, or all. */
export async function countRequests(execution?: string): Promise<RunRequests> {
  const client = new CloudWatchLogsClient({})
  const found: RunRequests = { calls: {}, requests: {} }
  const add = (to: Record<string, number>, name: string, times: number) => {
    to[name] = (to[name] ?? 0) + times
  }
  const groups = paginateDescribeLogGroups({ client }, { logGroupNamePrefix: `/aws/lambda/${stack.name}-` })
  for await (const { logGroups = [] } of groups)
    for (const { logGroupName } of logGroups)
      for await (const { events = [] } of paginateFilterLogEvents(
        { client },
        { logGroupName, filterPattern: execution && `"${execution}"` },
      ))
        for (const { message = '' } of events) {
          if (!message.startsWith('{')) continue
          const line = JSON.parse(message) as CallsLine
          if (!line.calls || (execution && line.execution !== execution)) continue
          add(found.calls, logGroupName!.slice(logGroupName!.lastIndexOf('-') + 1), 1)
          for (const [name, times] of Object.entries(line.calls)) {
            const [service, kind] = name.split(' ')
            if (service === 'S3') add(found.requests, kind!, times)
          }
        }
  return found
}

export const sumOf = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)
