import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LocalCloud } from '../settings.ts'
import { isAlive } from './process.ts'

/** Does work while no other command starts or deploys to the same cloud; waits for one that does. */
export async function withLock<T>(
  cloud: LocalCloud,
  say: (line: string) => void,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  mkdirSync(cloud.folder, { recursive: true })
  const file = join(cloud.folder, 'up.lock')
  for (let told = false; !take(file); told = true) {
    if (!told) say('another command is starting this cloud; waiting for it')
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
