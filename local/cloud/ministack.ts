import { globSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { probe } from '../process/health.ts'
import type { LocalCloud } from '../process/local-cloud.ts'
import { findService, logFile, type Service } from '../process/service.ts'
import { installMinistack, venvPython } from './venv.ts'

/** The local AWS: S3, Lambda, Step Functions, EventBridge, SNS, SQS and CloudWatch in one process. */
export const ministack: Service = {
  name: 'ministack',
  mark: 'ministack',
  startSeconds: 60,
  stopSeconds: 30,
  sources: globSync(join(import.meta.dirname, '*.py')),
  isHealthy: async ({ endpoint }) => (await probe(endpoint)) === 'healthy',
  async prepare(cloud, say, signal) {
    await installMinistack(say, signal)
    const folder = (name: string) => join(cloud.folder, name)
    rmSync(folder('tmp'), { recursive: true, force: true })
    for (const name of ['tmp', 'state', 's3']) mkdirSync(folder(name), { recursive: true })
    // MiniStack's own worker scripts are CommonJS; without this they would take on the project's module type.
    writeFileSync(join(folder('tmp'), 'package.json'), '{}\n')
    return {
      command: venvPython,
      args: [join(import.meta.dirname, 'saving_ministack.py'), cloud.folder],
      env: environment(cloud),
      cwd: cloud.folder,
      logFile: logFile(cloud, 'ministack'),
    }
  },
}

/** Saves what is deployed, so that it is still there when MiniStack is killed. Objects are on disk in any case. */
export const saveCloud = (cloud: LocalCloud) => tell(cloud, 'SIGUSR1', 'state/stepfunctions.json')

/** Functions between an upload and its last table, those twice that run beside themselves. */
const firstWorkers = [
  'onUpload',
  ...['convertChunk', 'convertChunk', 'mergeChunks', 'findDuplicates', 'checkQuality', 'admitUpload'],
  ...['planStages', 'aggregate', 'aggregate', 'publish', 'report'],
]

/** Has the functions that an upload goes through started before it comes, as Lambda may do too. */
export const startWorkers = (cloud: LocalCloud) => tell(cloud, 'SIGUSR2', 'workers-started')

/**
 * Asks MiniStack for what it does on a signal, and waits ten seconds at most until it has written the file that it writes
 * then. False when it has not.
 */
async function tell(cloud: LocalCloud, signal: NodeJS.Signals, name: string): Promise<boolean> {
  const pid = findService(ministack, cloud)
  if (pid === null) return false
  const file = join(cloud.folder, name)
  const writtenAt = () => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
  const before = writtenAt()
  process.kill(pid, signal)
  for (let waited = 0; writtenAt() === before && waited < 100; waited++) await sleep(100)
  return writtenAt() !== before
}

/** Proxies are for pip and npm; sls takes them for a cloud on this machine too, whatever NO_PROXY says. */
export const withoutProxies = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^((https?|all)_)?proxy$/i.test(name)))

/** MiniStack's environment; all of it reaches the functions too, which run as its child processes. */
export function environment(cloud: LocalCloud): NodeJS.ProcessEnv {
  return {
    ...withoutProxies(process.env),
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    TMPDIR: join(cloud.folder, 'tmp'),
    GATEWAY_PORT: String(cloud.port),
    BIND_HOST: '127.0.0.1',
    MINISTACK_REGION: process.env.AWS_REGION,
    LAMBDA_EXECUTOR: 'local',
    // MiniStack refuses beyond its own limit; here functions wait (saving_ministack.py). No function calls another.
    LAMBDA_ACCOUNT_CONCURRENCY: '0',
    LAMBDA_AT_ONCE: process.env.LAMBDA_AT_ONCE ?? String(4 * availableParallelism()),
    // Idle workers keep DuckDB's memory: two minutes is warm enough.
    LAMBDA_WARM_TTL_SECONDS: process.env.LAMBDA_WARM_TTL_SECONDS ?? '120',
    FIRST_WORKERS: firstWorkers.join(),
    WORKERS_STARTED: join(cloud.folder, 'workers-started'),
    // A retry after 5 minutes comes after 6 seconds here.
    SFN_WAIT_SCALE: process.env.SFN_WAIT_SCALE ?? '0.02',
    PERSIST_STATE: '1',
    STATE_DIR: join(cloud.folder, 'state'),
    S3_PERSIST: '1',
    S3_DATA_DIR: join(cloud.folder, 's3'),
    // Listeners of services that nothing here uses.
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    // Tests of faults put something between the functions and the cloud.
    AWS_ENDPOINT_URL: process.env.FUNCTIONS_ENDPOINT_URL ?? cloud.endpoint,
  }
}
