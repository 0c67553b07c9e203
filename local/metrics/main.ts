import { utimesSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SFNClient } from '@aws-sdk/client-sfn'
import { readMetrics } from './emf.ts'
import { EndedRuns } from './ended-runs.ts'
import { LogReader } from './log-reader.ts'
import { raiseDisk, raiseMemory, readPeaks, writePeaks } from './worker-peaks.ts'

// What AWS does by itself, as a process beside the local cloud: metrics in log lines become metrics, and executions that
// end badly are counted and told of, so that alarms, rules and their messages work; and what the functions' workers use
// is watched. `npm run up` starts it, SIGTERM ends it.
const [beatFile, prefix, stateMachineArn, temporary, peaksFile] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
]
const pauseMillis = 2000
// files come and go faster
const diskMillis = 250

const reader = new LogReader(new CloudWatchLogsClient({ maxAttempts: 1 }), prefix, Date.now())
const cloudWatch = new CloudWatchClient({ maxAttempts: 1 })
const clients = {
  cloudWatch,
  sfn: new SFNClient({ maxAttempts: 1 }),
  events: new EventBridgeClient({ maxAttempts: 1 }),
}
const ended = new EndedRuns(clients, stateMachineArn, Date.now())
const peaks = readPeaks(peaksFile)
const watch = (raise: typeof raiseDisk) => {
  if (raise(peaks, temporary)) writePeaks(peaksFile, peaks)
}
setInterval(() => watch(raiseDisk), diskMillis)
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0))

writeFileSync(beatFile, '')
while (true) {
  try {
    watch(raiseMemory)
    await forward()
  } catch (error) {
    // The cloud is starting, stopping or gone: say so and look again.
    console.log(`${new Date().toISOString()} ${error}`)
  }
  utimesSync(beatFile, new Date(), new Date())
  await sleep(pauseMillis)
}

async function forward(): Promise<void> {
  for (const line of await reader.readNew('CloudWatchMetrics'))
    for (const { namespace, data } of readMetrics(line))
      await cloudWatch.send(new PutMetricDataCommand({ Namespace: namespace, MetricData: data }))
  await ended.tellNew()
}
