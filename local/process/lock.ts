import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from './program.ts'

/** Does work while no other process holds a lock file; `wait` is called once when one does. Of a dead one it is taken over. */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  { wait = () => {}, signal }: { wait?: () => void; signal?: AbortSignal } = {},
): Promise<T> {
  mkdirSync(dirname(file), { recursive: true })
  for (let told = false; !take(file); told = true) {
    if (!told) wait()
    await sleep(500, undefined, { signal })
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
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
