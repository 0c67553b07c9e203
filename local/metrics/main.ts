import { utimesSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { readMetrics } from './emf.ts'
import { LogReader } from './log-reader.ts'

// What CloudWatch on AWS does by itself, as a process beside the local cloud: metrics in log lines become metrics, so
// that alarms and their messages work. `npm run up` starts it, SIGTERM ends it.
const [beatFile, prefix] = process.argv.slice(2) as [string, string]
const pauseMillis = 2000

const reader = new LogReader(new CloudWatchLogsClient({ maxAttempts: 1 }), prefix, Date.now())
const cloudWatch = new CloudWatchClient({ maxAttempts: 1 })
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0))

writeFileSync(beatFile, '')
while (true) {
  try {
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
}
