import { writeCommand } from '../../functions/run/advice.ts'
import type { Job, Mode } from '../terminal/board.ts'
import { runJobs } from '../terminal/board.ts'
import { exitCodes } from '../terminal/command-error.ts'
import { type Delivery, describeEnding, exitCodeOf } from './ending.ts'
import type { FileToSend } from './name-keys.ts'
import { secondsToTables, send, track } from './send.ts'

/** Files sent and followed at the same time. */
const concurrent = 8

/**
 * Sends files and follows each to its end, unless `leave` says not to wait. Interrupted, it leaves the runs going and
 * says how to follow them again; the exit code is then not null.
 */
export async function deliver(
  files: FileToSend[],
  { mode, leave, signal }: { mode: Mode; leave?: boolean; signal: AbortSignal },
): Promise<{ deliveries: Delivery[]; interrupted: number | null }> {
  const deliveries: Delivery[] = []
  const jobs = files.map((file) => jobOf(file, deliveries, Boolean(leave), signal))
  try {
    await runJobs(jobs, mode, concurrent)
    return { deliveries, interrupted: null }
  } catch (error) {
    if (!signal.aborted) throw error
    sayHowToFollow(deliveries.filter(({ state }) => !state).map(({ upload }) => upload))
    return { deliveries, interrupted: exitCodes.interrupted }
  }
}

/** Tells how to follow uploads or runs again. */
export function sayHowToFollow(names: string[]): void {
  if (names.length) console.error('\nThe pipeline goes on without this window. Follow it again:')
  for (const name of names) console.error(`  ${writeCommand('status', name, '--follow')}`)
}

function jobOf(file: FileToSend, deliveries: Delivery[], leave: boolean, signal: AbortSignal): Job {
  return {
    title: file.key,
    async work(show) {
      const sent = await send(file, show)
      const delivery: Delivery = { file: file.path, upload: sent.id, key: sent.key, bytes: sent.bytes }
      deliveries.push(delivery)
      if (leave)
        return { ok: true, line: `stored; follow it: ${writeCommand('status', sent.id, '--follow')}` }
      const { run, seenAt, ...ending } = await track(sent, show, signal)
      const seconds = secondsToTables(sent, { run, seenAt, ...ending })
      Object.assign(delivery, ending, { rows: run?.rows, quality: run?.verdict, seconds })
      return { ok: exitCodeOf([delivery]) === exitCodes.done, line: describeEnding(delivery) }
    },
  }
}
