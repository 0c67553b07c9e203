import { mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { waitFor } from './health.ts'
import type { LocalCloud } from './local-cloud.ts'
import { isAlive, type Program, runningProcess, startDetached, stopProcess } from './program.ts'

/** A program of the local cloud that runs in the background between commands. */
export interface Service {
  /** Name of its log and pid file. */
  name: string
  /** Text its command line contains, so that a reused process id is not mistaken for it. */
  mark: string
  /** Seconds until it must answer, and seconds it gets to end. */
  startSeconds: number
  stopSeconds: number
  /** Files that it runs and that the project's functions rely on. */
  sources?: readonly string[]
  /** True when it answers. */
  isHealthy(cloud: LocalCloud): Promise<boolean>
  /** Prepares (installs, empties folders) and says what to run. */
  prepare(cloud: LocalCloud, say: (line: string) => void, signal?: AbortSignal): Promise<Program>
}

export const logFile = (cloud: LocalCloud, name: string) => join(cloud.folder, `${name}.log`)
const pidFile = (cloud: LocalCloud, name: string) => join(cloud.folder, `${name}.pid`)

/** Process id of a service that this project started and that still runs; otherwise null. */
export const findService = (service: Service, cloud: LocalCloud) =>
  runningProcess(pidFile(cloud, service.name), service.mark)

/** True when this project started a service before the files that it runs were changed. */
export function isOutdated(service: Service, cloud: LocalCloud): boolean {
  if (findService(service, cloud) === null) return false
  const startedAt = statSync(pidFile(cloud, service.name)).mtimeMs
  return (service.sources ?? []).some((file) => statSync(file).mtimeMs > startedAt)
}

/** Starts a service in the background and waits until it is healthy; stops it again when that fails. */
export async function startService(
  service: Service,
  cloud: LocalCloud,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  mkdirSync(cloud.folder, { recursive: true })
  const program = await service.prepare(cloud, say, signal)
  signal?.throwIfAborted()
  const pid = startDetached(program, pidFile(cloud, service.name))
  try {
    const ready = () => service.isHealthy(cloud)
    const checks = {
      ready,
      alive: () => isAlive(pid),
      seconds: service.startSeconds,
      logFile: program.logFile,
    }
    await waitFor(service.name, checks, signal)
  } catch (error) {
    await stopService(service, cloud)
    throw error
  }
}

/** Stops a service if this project started it. Returns whether it ran, and whether it ended by itself. */
export async function stopService(
  service: Service,
  cloud: LocalCloud,
): Promise<'stopped' | 'killed' | 'not running'> {
  const pid = findService(service, cloud)
  const graceful = pid ? await stopProcess(pid, service.stopSeconds) : true
  rmSync(pidFile(cloud, service.name), { force: true })
  if (!pid) return 'not running'
  return graceful ? 'stopped' : 'killed'
}
