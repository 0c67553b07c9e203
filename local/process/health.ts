import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { CommandError } from '../terminal/command-error.ts'
import { lastLines } from './program.ts'

/** What is found at an address: a local cloud, some other program, or nothing. */
type Health = 'healthy' | 'occupied' | 'free'

/** Looks for a LocalStack-compatible cloud at an endpoint. */
export async function probe(endpoint: string): Promise<Health> {
  if (await answersHealth(endpoint)) return 'healthy'
  const { hostname, port } = new URL(endpoint)
  return (await accepts(hostname, Number(port || 80))) ? 'occupied' : 'free'
}

async function answersHealth(endpoint: string): Promise<boolean> {
  try {
    const answer = await fetch(`${endpoint}/_localstack/health`, { signal: AbortSignal.timeout(2000) })
    const body = (await answer.json()) as { services?: object }
    return answer.ok && typeof body.services === 'object'
  } catch {
    // Refused, silent, or something that is not a local cloud: all the same here.
    return false
  }
}

/** True when something accepts connections there. */
function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 })
    const settle = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => settle(true))
    socket.once('error', () => settle(false))
    socket.once('timeout', () => settle(false))
  })
}

/** Waits until `ready` says so. Throws when `alive` turns false, after `seconds`, or when interrupted. */
export async function waitFor(
  what: string,
  checks: { ready: () => Promise<boolean>; alive: () => boolean; seconds: number; logFile: string },
  signal?: AbortSignal,
): Promise<void> {
  const end = Date.now() + checks.seconds * 1000
  while (!(await checks.ready())) {
    signal?.throwIfAborted()
    if (!checks.alive())
      throw new CommandError(
        `${what} stopped while starting:\n${lastLines(checks.logFile, 6)}`,
        `all of it is in ${checks.logFile}`,
      )
    if (Date.now() > end)
      throw new CommandError(`${what} was not ready within ${checks.seconds} s`, `read ${checks.logFile}`)
    await sleep(100)
  }
}
