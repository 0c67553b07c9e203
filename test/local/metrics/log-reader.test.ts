import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { CloudWatchLogsClient as Client } from '@aws-sdk/client-cloudwatch-logs'
import { LogReader } from '../../../local/metrics/log-reader.ts'

interface Event {
  timestamp: number
  message: string
  eventId?: string
}

/** A client that answers from two log groups. */
function logsOf(groups: Record<string, Event[]>): CloudWatchLogsClient {
  const client = new Client({
    region: 'ap-northeast-2',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  client.send = (async ({ input }: { input: { logGroupName?: string; startTime?: number } }) =>
    input.logGroupName
      ? { events: groups[input.logGroupName]!.filter(({ timestamp }) => timestamp >= input.startTime!) }
      : { logGroups: Object.keys(groups).map((logGroupName) => ({ logGroupName })) }) as never
  return client
}

const second = 1000

test('each line is read once, also when one of the same moment comes later', async () => {
  const events = [{ timestamp: 20 * second, message: 'a', eventId: '1' }]
  const reader = new LogReader(logsOf({ one: events, two: [] }), '/', 0)
  assert.deepEqual(await reader.readNew('x'), ['a'])
  assert.deepEqual(await reader.readNew('x'), [])
  events.push({ timestamp: 20 * second, message: 'b', eventId: '2' })
  assert.deepEqual(await reader.readNew('x'), ['b'])
})

test('equal lines of two groups are two lines', async () => {
  const event = { timestamp: second, message: 'a' }
  const reader = new LogReader(logsOf({ one: [event], two: [event] }), '/', 0)
  assert.deepEqual(await reader.readNew('x'), ['a', 'a'])
})

test('what was written before the reader started is left out', async () => {
  const events = [
    { timestamp: 1 * second, message: 'old' },
    { timestamp: 9 * second, message: 'new' },
  ]
  const reader = new LogReader(logsOf({ one: events }), '/', 5 * second)
  assert.deepEqual(await reader.readNew('x'), ['new'])
})
