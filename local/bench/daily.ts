import { join } from 'node:path'
import { generateCsv } from '../generate/rows/csv.ts'
import { defaultShape } from '../generate/rows/transactions.ts'
import { writeBlocks } from '../generate/write.ts'
import type { Progress } from '../terminal/steps.ts'
import { count, duration } from '../terminal/wording.ts'
import { inOwnCloud } from './own-cloud.ts'
import { sumOf } from './run-requests.ts'
import { benchYear, makeSample } from './sample.ts'
import { carry, type Delivered, runRaw } from './side-by-side.ts'
import { median } from './snapshot-cost.ts'

/** Files of one day each, sent one after the other, and raw DuckDB that makes the year anew. */
interface Daily {
  /** Rows that were there before, and those of each day. */
  before: number
  rows: number
  days: Delivered[]
  /** Seconds of raw DuckDB over all files, after the last day. */
  rebuilds: number[]
}

/**
 * Sends so many days of so many rows, one after the other, into a year of `before` rows in a local cloud of its own, and lets
 * raw DuckDB make the year of all files anew, three times. Throws a CommandError when a day is not published.
 */
export const measureDaily = (
  { before, rows, days, params }: { before: number; rows: number; days: number; params: string[] },
  progress: Progress,
  signal: AbortSignal,
): Promise<Daily> =>
  inOwnCloud(params, progress, signal, async (folder, cpu) => {
    const csvs: string[] = []
    if (before > 0) {
      csvs.push((await makeSample(before, folder, signal)).csv)
      await carry(csvs[0]!, cpu, signal)
    }
    const found: Daily = { before, rows, days: [], rebuilds: [] }
    for (let day = 0; day < days; day++) {
      csvs.push(await writeDay(day, rows, folder, signal))
      found.days.push(await carry(csvs.at(-1)!, cpu, signal))
      progress.say(`day ${day + 1} of ${days}: ${duration(found.days.at(-1)!.seconds)}`)
    }
    for (let round = 0; round < 3; round++)
      found.rebuilds.push((await runRaw(csvs, join(folder, 'raw'), signal)).seconds)
    return found
  })

async function writeDay(day: number, rows: number, folder: string, signal: AbortSignal): Promise<string> {
  const date = new Date(Date.UTC(benchYear, 0, 1 + day)).toISOString().slice(0, 10)
  const csv = join(folder, `day-${date}.csv`)
  const shape = { ...defaultShape, rows, seed: defaultShape.seed + 1 + day, from: date, to: date }
  await writeBlocks(generateCsv(shape), csv, { gzip: false, signal })
  return csv
}

/** The medians, ratio first; pure. */
export function describeDaily({ before, rows, days, rebuilds }: Daily): string[] {
  const [one, raw] = [median(days.map(({ seconds }) => seconds)), median(rebuilds)]
  const all = days.reduce((sum, { seconds }) => sum + seconds, 0)
  const cpu = median(days.map((day) => sumOf(day.cpu)))
  const last = days.at(-1)!
  return [
    `one more day of ${count(rows)} rows into a year of ${count(before)}: ×${(one / raw).toFixed(2)} of raw DuckDB that makes the year anew`,
    `${duration(one)} (median of ${days.length} days, ${duration(all)} together), ${cpu.toFixed(1)} s of CPU; raw DuckDB ${duration(raw)}`,
    `the last day: ${sumOf(last.calls)} calls of functions, ${sumOf(last.requests)} S3 requests`,
  ]
}
