import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { EndedRuns } from '../../../local/metrics/ended-runs.ts'

const arn = 'arn:aws:states:ap-northeast-2:000000000000:stateMachine:card-pipeline-local'
const run = (name: string, status: string, stoppedAt: number) => ({
  name,
  status,
  executionArn: `${arn}:${name}`,
  stopDate: new Date(stoppedAt),
})

/** What was sent, in a line each. */
let sent: string[]

interface Input {
  MetricData?: { MetricName: string }[]
  Entries?: { Source: string; Detail: string }[]
}
const silent = {
  send: async ({ input: { MetricData, Entries } }: { input: Input }) => {
    sent.push(...(MetricData ?? []).map(({ MetricName }) => `counted ${MetricName}`))
    sent.push(
      ...(Entries ?? []).map(({ Source, Detail }) => {
        const { name, status } = JSON.parse(Detail)
        return `${Source} told ${name} ${status}`
      }),
    )
  },
}
beforeEach(() => {
  sent = []
})

test('each run that ended badly is counted and told once, those before the start are not', async () => {
  const runs = [run('old', 'ABORTED', 1000), run('new', 'ABORTED', 3000), run('broken', 'FAILED', 4000)]
  const sfn = {
    send: async ({ input }: { input: { statusFilter: string } }) => ({
      executions: runs.filter(({ status }) => status === input.statusFilter),
    }),
  }
  const ended = new EndedRuns({ sfn, cloudWatch: silent, events: silent } as never, arn, 2000)
  await ended.tellNew()
  await ended.tellNew()
  assert.deepEqual(sent, [
    'counted ExecutionsFailed',
    'local.states told broken FAILED',
    'counted ExecutionsAborted',
    'local.states told new ABORTED',
  ])
})
