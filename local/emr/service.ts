import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { logFile, type Service } from '../process/service.ts'

/** The local EMR: its calls in this project's own endpoint, its steps as real Spark processes. */
export const emrService: Service = {
  name: 'emr',
  mark: 'local/emr/main.ts',
  startSeconds: 20,
  stopSeconds: 10,
  async isHealthy({ emrEndpoint }) {
    try {
      const answer = await fetch(`${emrEndpoint}/_local/health`, { signal: AbortSignal.timeout(2000) })
      return ((await answer.json()) as { service?: string }).service === 'emr'
    } catch {
      // Refused, silent or another program: not healthy, and starting it will tell why.
      return false
    }
  },
  async prepare(cloud) {
    const folder = join(cloud.folder, 'emr')
    mkdirSync(folder, { recursive: true })
    return {
      command: process.execPath,
      args: [fileURLToPath(new URL('main.ts', import.meta.url)), folder],
      env: {
        ...process.env,
        AWS_ENDPOINT_URL: cloud.endpoint,
        EMR_HOST: cloud.emrHost,
        EMR_PORT: String(cloud.emrPort),
      },
      cwd: cloud.folder,
      logFile: logFile(cloud, 'emr'),
    }
  },
}
