import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** A program to run; `env` replaces the whole environment. */
export interface Program {
  command: string
  args: string[]
  env: NodeJS.ProcessEnv
  cwd: string
  /** Output goes here, started anew. */
  logFile: string
}

interface Exit {
  /** Exit code, or null when it was killed. */
  code: number | null
  timedOut: boolean
}

/** Runs a program to its end in a process group of its own; the whole group is killed on time-out or interruption. */
export async function run(program: Program, seconds: number, signal?: AbortSignal): Promise<Exit> {
  signal?.throwIfAborted()
  const child = launch(program)
  const limit = AbortSignal.timeout(seconds * 1000)
  const kill = () => killGroup(child.pid, 'SIGKILL')
  limit.addEventListener('abort', kill)
  signal?.addEventListener('abort', kill)
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', resolve)
    })
    signal?.throwIfAborted()
    return { code, timedOut: limit.aborted && code === null }
  } finally {
    limit.removeEventListener('abort', kill)
    signal?.removeEventListener('abort', kill)
  }
}

/** Starts a program that outlives this one, and writes its process id to a file. */
export function startDetached(program: Program, pidFile: string): number {
  const child = launch(program)
  child.once('error', () => rmSync(pidFile, { force: true }))
  child.unref()
  writeFileSync(pidFile, `${child.pid}\n`)
  return child.pid!
}

/** Process id in a file when that process runs and its command line contains `mark`; otherwise null. */
export function runningProcess(pidFile: string, mark: string): number | null {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8'))
    // Process ids are reused: only one whose command line is ours counts.
    return inspect(pid, 'command')?.includes(mark) ? pid : null
  } catch {
    return null
  }
}

/** Ends a detached program: asks, waits `seconds`, then kills its group. True when it ended by itself. */
export async function stopProcess(pid: number, seconds: number): Promise<boolean> {
  process.kill(pid, 'SIGTERM')
  for (let waited = 0; waited < seconds * 10; waited++) {
    if (!isAlive(pid)) {
      killGroup(pid, 'SIGKILL')
      return true
    }
    await sleep(100)
  }
  killGroup(pid, 'SIGKILL')
  return false
}

/** True while a process runs; one that has ended and waits for its parent does not. */
export function isAlive(pid: number): boolean {
  const state = inspect(pid, 'stat')
  return state !== null && !state.startsWith('Z')
}

/** The last lines of a log, for error messages. */
export function lastLines(logFile: string, count: number): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-count).join('\n')
  } catch {
    return ''
  }
}

function launch({ command, args, env, cwd, logFile }: Program): ChildProcess {
  const log = openSync(logFile, 'w')
  try {
    return spawn(command, args, { env, cwd, detached: true, stdio: ['ignore', log, log] })
  } finally {
    closeSync(log)
  }
}

/** What `ps` says of a process, or null when there is none. */
function inspect(pid: number, column: 'stat' | 'command'): string | null {
  try {
    return execFileSync('ps', ['-ww', '-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return null
  }
}

/** Every process of this machine with the memory (bytes) that it uses now. */
export function inspectAll(): { pid: number; memory: number; command: string }[] {
  const text = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,rss=,command='], { encoding: 'utf8' })
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [, pid, kilobytes, command] = /^\s*([0-9]+)\s+([0-9]+)\s+(.*)$/.exec(line)!
      return { pid: Number(pid), memory: Number(kilobytes) * 1024, command: command! }
    })
}

function killGroup(pid: number | undefined, name: NodeJS.Signals): void {
  try {
    if (pid) process.kill(-pid, name)
  } catch {
    // Already gone.
  }
}
