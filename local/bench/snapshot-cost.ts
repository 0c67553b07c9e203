import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { writeSample } from '../generate/write.ts'
import { useLocalCloud } from '../pipeline/stack.ts'
import { projectRoot } from '../process/folders.ts'
import { CommandError } from '../terminal/command-error.ts'
import type { Progress } from '../terminal/steps.ts'
import { count, duration } from '../terminal/wording.ts'
import type { Delivery } from '../upload/ending.ts'

/** Seconds from the upload to the last table of the same file, with snapshots and without, in the order they were sent. */
interface SnapshotCost {
  rows: number
  on: number[]
  off: number[]
}

type Side = 'on' | 'off'

const rows = 100_000
/** Uploads whose time does not count: functions start, and the year is there. */
const warmUps = 2

/**
 * Sends one file of a year to two local clouds in turn, one deployed with iceberg=on and one with iceberg=off, both made
 * for it and forgotten afterwards. Who goes first changes with every pair. Throws a CommandError when one is not published.
 */
export async function compareSnapshotCost(
  pairs: number,
  progress: Progress,
  signal: AbortSignal,
): Promise<SnapshotCost> {
  const { host, port } = useLocalCloud()
  const endpoints: Record<Side, string> = {
    on: `http://${host}:${port + 100}`,
    off: `http://${host}:${port + 102}`,
  }
  const cost: SnapshotCost = { rows, on: [], off: [] }
  const { path, line } = await writeSample(rows, signal)
  progress.say(line)
  try {
    for (const side of ['on', 'off'] as const) await bringUp(endpoints[side], side, progress, signal)
    for (let pair = -warmUps; pair < pairs; pair++) {
      const order: Side[] = pair % 2 === 0 ? ['on', 'off'] : ['off', 'on']
      for (const side of order) {
        const seconds = await timeUpload(endpoints[side], path, signal)
        if (pair >= 0) cost[side].push(seconds)
      }
      if (pair >= 0)
        progress.say(`${pair + 1} of ${pairs}: ${cost.on.at(-1)} s, ${cost.off.at(-1)} s without`)
    }
    return cost
  } finally {
    for (const endpoint of Object.values(endpoints)) await command(endpoint, ['down', '--wipe'])
  }
}

const bringUp = (endpoint: string, side: Side, progress: Progress, signal: AbortSignal) =>
  progress.step(`deploying with iceberg=${side}`, async () => {
    await command(endpoint, ['up', '--wipe', '--param', `iceberg=${side}`], signal)
    return `deployed with iceberg=${side}`
  })

async function timeUpload(endpoint: string, path: string, signal: AbortSignal): Promise<number> {
  const [delivery] = JSON.parse(await command(endpoint, ['upload', path, '--json'], signal)) as Delivery[]
  if (typeof delivery?.seconds === 'number') return delivery.seconds
  throw new CommandError(`${path} is ${delivery?.state}: ${delivery?.because}`, 'npm run status tells more')
}

/** A command in a process of its own, because a process knows one cloud. Returns what it printed. */
async function command(endpoint: string, [script, ...args]: string[], signal?: AbortSignal): Promise<string> {
  const env = { ...process.env, AWS_ENDPOINT_URL: endpoint }
  const file = join(projectRoot, `local/${script}.ts`)
  return (await promisify(execFile)(process.execPath, [file, ...args], { env, signal })).stdout
}

/** Pure. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The medians, and how much more the one with snapshots is; pure. */
export function describeSnapshotCost({ rows, on, off }: SnapshotCost): string[] {
  const [with_, without] = [median(on), median(off)]
  const ratios = on.map((seconds, index) => seconds / off[index]!)
  const percent = (ratio: number) => `${ratio >= 1 ? '+' : ''}${((ratio - 1) * 100).toFixed(1)} %`
  return [
    `upload finished → last table, ${count(rows)} rows, ${on.length} pairs of uploads`,
    `with snapshots     ${duration(with_)} (median)`,
    `without            ${duration(without)} (median)`,
    `ratio of medians   ${(with_ / without).toFixed(3)} (${percent(with_ / without)})`,
    `median of ratios   ${median(ratios).toFixed(3)} (${percent(median(ratios))})`,
  ]
}
