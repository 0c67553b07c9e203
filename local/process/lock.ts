import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from './program.ts'

interface Waiting {
  /** Called once when another process holds the lock. */
  wait?: () => void
  signal?: AbortSignal
}

/** Takes a lock file once no other process holds it; of a dead one it is taken over. Returns what gives it back. */
export async function takeLock(file: string, { wait = () => {}, signal }: Waiting = {}): Promise<() => void> {
  mkdirSync(dirname(file), { recursive: true })
  for (let told = false; !take(file); told = true) {
    if (!told) wait()
    await sleep(500, undefined, { signal })
  }
  return () => rmSync(file, { force: true })
}

/** Does work while no other process holds a lock file. */
export async function withLock<T>(file: string, work: () => Promise<T>, waiting?: Waiting): Promise<T> {
  const giveBack = await takeLock(file, waiting)
  try {
    return await work()
  } finally {
    giveBack()
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    // Left behind by a command that was killed: gone at the next try.
    if (!isAlive(holder(file))) rmSync(file, { force: true })
    return false
  }
}

function holder(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8')) || 0
  } catch {
    return 0
  }
}
