import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LocalCloud } from '../process/local-cloud.ts'
import { logFile, type Service } from '../process/service.ts'

/** Written at every look at the logs; older than this it means that nobody looks. */
const staleMillis = 15_000

/** Turns metrics in the functions' logs into CloudWatch metrics, as AWS does. */
export const metrics: Service = {
  name: 'metrics',
  mark: 'local/metrics/main.ts',
  startSeconds: 20,
  stopSeconds: 5,
  isHealthy: async (cloud) => Date.now() - lastBeat(cloud) < staleMillis,
  async prepare(cloud) {
    rmSync(beatFile(cloud), { force: true })
    return {
      command: process.execPath,
      args: [fileURLToPath(new URL('main.ts', import.meta.url)), beatFile(cloud), logGroupPrefix],
      env: { ...process.env, AWS_ENDPOINT_URL: cloud.endpoint },
      cwd: cloud.folder,
      logFile: logFile(cloud, 'metrics'),
    }
  },
}

const logGroupPrefix = '/aws/lambda/card-pipeline-local-'
const beatFile = (cloud: LocalCloud) => join(cloud.folder, 'metrics.beat')
const lastBeat = (cloud: LocalCloud) => statSync(beatFile(cloud), { throwIfNoEntry: false })?.mtimeMs ?? 0
