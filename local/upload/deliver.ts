import { exitCodes } from '../command-error.ts'
import type { Job, Mode } from '../progress/board.ts'
import { runJobs } from '../progress/board.ts'
import { type Delivery, describeEnding, exitCodeOf } from './ending.ts'
import { type Parcel, secondsToTables, send, track } from './send.ts'

/** Parcels sent and followed at the same time. */
const concurrent = 8

/**
 * Sends parcels and follows each to its end, unless `leave` says not to wait. Interrupted, it leaves the runs going and
 * says how to follow them again; the exit code is then not null.
 */
export async function deliver(
  parcels: Parcel[],
  { mode, leave, signal }: { mode: Mode; leave?: boolean; signal: AbortSignal },
): Promise<{ deliveries: Delivery[]; interrupted: number | null }> {
  const deliveries: Delivery[] = []
  const jobs = parcels.map((parcel) => jobOf(parcel, deliveries, Boolean(leave), signal))
  try {
    await runJobs(jobs, mode, concurrent)
    return { deliveries, interrupted: null }
  } catch (error) {
    if (!signal.aborted) throw error
    sayFarewell(deliveries.filter(({ state }) => !state).map(({ upload }) => upload))
    return { deliveries, interrupted: exitCodes.interrupted }
  }
}

/** Tells how to follow uploads or runs again. */
export function sayFarewell(names: string[]): void {
  if (names.length) console.error('\nThe pipeline goes on without this window. Follow it again:')
  for (const name of names) console.error(`  npm run status -- ${name} --follow`)
}

function jobOf(parcel: Parcel, deliveries: Delivery[], leave: boolean, signal: AbortSignal): Job {
  return {
    title: parcel.key,
    async work(show) {
      const sent = await send(parcel, show)
      const delivery: Delivery = { file: parcel.path, upload: sent.id, key: sent.key, bytes: sent.bytes }
      deliveries.push(delivery)
      if (leave) return { ok: true, line: `stored; follow it: npm run status -- ${sent.id} --follow` }
      const { run, seenAt, ...ending } = await track(sent, show, signal)
      const seconds = secondsToTables(sent, { run, seenAt, ...ending })
      Object.assign(delivery, ending, { rows: run?.rows, quality: run?.verdict, seconds })
      return { ok: exitCodeOf([delivery]) === exitCodes.done, line: describeEnding(delivery) }
    },
  }
}
