import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stack } from '../pipeline/stack.ts'
import type { LocalCloud } from '../process/local-cloud.ts'
import { inspectAll } from '../process/program.ts'
import { logFile, type Service } from '../process/service.ts'

/** Written at every look at the logs; older than this it means that nobody looks. */
const staleMillis = 15_000

/** Does what AWS does by itself around logs and executions, and watches what the functions' workers use. */
export const metrics: Service = {
  name: 'metrics',
  mark: 'local/metrics/main.ts',
  startSeconds: 20,
  stopSeconds: 5,
  // A fresh beat alone may be the last of one that has just been stopped; another clone's is as good as ours.
  isHealthy: async ({ port }) =>
    inspectAll().some(({ command }) => {
      const [, file, cloudPort] = beatArgument.exec(command) ?? []
      return cloudPort === String(port) && Date.now() - lastBeat(file!) < staleMillis
    }),
  async prepare(cloud) {
    rmSync(beatFile(cloud), { force: true })
    return {
      command: process.execPath,
      args: [
        fileURLToPath(new URL('main.ts', import.meta.url)),
        beatFile(cloud),
        logGroupPrefix,
        stack.stateMachineArn,
        join(cloud.folder, 'tmp'),
        peaksFile(cloud.folder),
      ],
      env: { ...process.env, AWS_ENDPOINT_URL: cloud.endpoint },
      cwd: cloud.folder,
      logFile: logFile(cloud, 'metrics'),
    }
  },
}

const logGroupPrefix = '/aws/lambda/card-pipeline-local-'
/** The most that workers of each function used since the cloud with that folder was made. */
export const peaksFile = (folder: string) => join(folder, 'worker-peaks.json')
const beatFile = (cloud: LocalCloud) => join(cloud.folder, 'metrics.beat')
const beatArgument = /local\/metrics\/main\.ts (\/.*\/cloud-([0-9]+)\/metrics\.beat) /
const lastBeat = (file: string) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
