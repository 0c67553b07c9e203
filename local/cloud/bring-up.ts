import { existsSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { emrService } from '../emr/service.ts'
import { metrics } from '../metrics/service.ts'
import { probe } from '../process/health.ts'
import type { LocalCloud } from '../process/local-cloud.ts'
import { withLock } from '../process/lock.ts'
import { findService, isOutdated, type Service, startService, stopService } from '../process/service.ts'
import { CommandError, exitCodes } from '../terminal/command-error.ts'
import type { Progress } from '../terminal/steps.ts'
import { deploy } from './deploy.ts'
import { ministack, startWorkers } from './ministack.ts'
import { describeOwner, findOwner } from './owner.ts'

/** What `npm run up` starts, in this order, and `npm run down` stops, in the opposite one. */
const services: readonly Service[] = [ministack, emrService, metrics]

/** Starts what is not running and deploys what changed. When it fails, what it started is stopped again. */
export async function bringUp(
  cloud: LocalCloud,
  progress: Progress,
  { params = [], signal }: { params?: string[]; signal?: AbortSignal },
): Promise<void> {
  const wait = () => progress.say('another command is starting this cloud; waiting for it')
  // One for all clones on this machine: they may have the same cloud.
  const lock = join(tmpdir(), `card-pipeline-${cloud.port}.lock`)
  await withLock(lock, () => startAndDeploy(cloud, progress, params, signal), { wait, signal })
}

async function startAndDeploy(
  cloud: LocalCloud,
  progress: Progress,
  params: string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const started: Service[] = []
  try {
    for (const service of services) {
      if (await isThere(service, cloud)) continue
      started.push(service)
      await progress.step(`starting ${service.name}`, async () => {
        await startService(service, cloud, progress.say, signal)
        return `${service.name} started`
      })
    }
    const owner = findOwner(cloud)
    if (!owner?.ours) progress.say(`${describeOwner(cloud, owner)}; the pipeline is deployed to it`)
    await progress.step('sls deploy --stage local (about 10 s)', async () =>
      (await deploy(cloud, params, progress.say, signal)) ? 'deployed' : 'nothing to deploy: nothing changed',
    )
    if (owner?.ours)
      await progress.step('starting functions', async () =>
        (await startWorkers(cloud)) ? 'functions started' : 'functions start when they are called',
      )
  } catch (error) {
    for (const service of started.reverse()) await stopService(service, cloud)
    throw error
  }
}

/**
 * Stops every service this clone started. Returns lines that tell what was done. Throws a CommandError, before it stops
 * anything, when it is to wipe a cloud that is not this clone's.
 */
export async function takeDown(cloud: LocalCloud, wipe: boolean): Promise<string[]> {
  const other = (await probe(cloud.endpoint)) === 'healthy' && !findService(ministack, cloud)
  const whose = other ? describeOwner(cloud, findOwner(cloud)) : ''
  if (other && wipe)
    throw new CommandError(
      `${whose}; nothing was stopped and nothing forgotten`,
      'npm run down stops what was started here; stop the cloud itself the way it was started',
    )
  const lines: string[] = []
  for (const service of [...services].reverse()) {
    const outcome = await stopService(service, cloud)
    if (outcome !== 'not running') lines.push(`${service.name} ${outcome}`)
  }
  if (other) lines.push(`${whose} and goes on`)
  if (wipe && existsSync(cloud.folder)) {
    rmSync(cloud.folder, { recursive: true, force: true })
    lines.push('everything it kept is forgotten')
  }
  return lines
}

async function isThere(service: Service, cloud: LocalCloud): Promise<boolean> {
  if (await service.isHealthy(cloud)) {
    if (!isOutdated(service, cloud)) return true
    throw new CommandError(
      `the local cloud at ${cloud.endpoint} was started by an older version of this project`,
      'npm run down, then this command again; what it keeps stays',
    )
  }
  // Ours, but it hangs: start it anew.
  if (findService(service, cloud)) await stopService(service, cloud)
  if (service === ministack && (await probe(cloud.endpoint)) === 'occupied')
    throw new CommandError(
      `port ${cloud.port} is taken by another program that is not a local cloud`,
      `stop that program (lsof -i :${cloud.port} shows it), or use another port: AWS_ENDPOINT_URL=http://127.0.0.1:${cloud.port + 10} npm run up`,
    )
  return false
}

/** Parameters of `--param a=1,b=2`. Throws a CommandError on anything else. */
export function readParams(text: unknown): string[] {
  if (text === undefined) return []
  const params = String(text).split(',')
  const wrong = params.find((param) => !/^[A-Za-z]+=.+$/.test(param))
  if (wrong === undefined) return params
  throw new CommandError(
    `--param is not NAME=VALUE: ${wrong}`,
    'serverless.yml lists the names under params',
    exitCodes.usage,
  )
}
