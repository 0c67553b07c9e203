import { join } from 'node:path'
import { startExecution } from '../../../functions/run/executions.ts'
import { CommandError } from '../../terminal/command-error.ts'
import type { Progress } from '../../terminal/steps.ts'
import { duration } from '../../terminal/wording.ts'
import { watchRun } from '../../upload/follow.ts'
import { inOwnCloud } from '../own-cloud.ts'
import { sumOf } from '../run-requests.ts'
import type { FunctionCpu, WorkerCpu } from '../worker-cpu.ts'
import {
  type BigFile,
  type Carried,
  carryFile,
  describeCarried,
  describeCpu,
  describeExtremes,
  type Extremes,
  generateFile,
  readExtremes,
} from './carry.ts'
import { type Comparison, compareTables, describeComparison } from './compare-tables.ts'

/** What large files took, one after the other, and that their tables are right. */
interface Carriage {
  files: Carried[]
  /** The nightly run that computes the year on Spark; absent when a heavy file made it due at once. */
  night?: { seconds: number; cpu: FunctionCpu }
  extremes: Extremes
  comparisons: Comparison[]
}

const days = ['2024-03-05', '2024-03-06', '2024-03-07']
const night = 'volume-night'

/**
 * Sends three days of so many rows each, one after the other, through a local cloud of its own with grain=day, where twice
 * as many are heavy, computes their year on Spark, and compares every table with one raw DuckDB over the same files. Throws
 * a CommandError when a day is not published, the night fails or a table differs.
 */
export const measureDays = (rows: number, progress: Progress, signal: AbortSignal): Promise<Carriage> =>
  onLargeCloud(['grain=day', `heavyRows=${2 * rows}`], progress, signal, async (folder, cpu) => {
    const files = days.map((day, seed) => ({
      csv: join(folder, `${day}.csv`),
      span: day,
      from: day,
      to: day,
      rows,
      seed,
    }))
    const carried = await carryAll(files, cpu, progress, signal)
    const night = await runNight(cpu, signal)
    return { files: carried, night, ...(await judge(files, folder, progress)) }
  })

/**
 * Sends a month of so many rows as one file through a local cloud of its own with grain=month, where Spark checks and
 * computes it, and compares every table in the same way. Throws a CommandError that says why when it is not published.
 */
export const measureMonth = (rows: number, progress: Progress, signal: AbortSignal): Promise<Carriage> =>
  onLargeCloud(['grain=month'], progress, signal, async (folder, cpu) => {
    const csv = join(folder, 'month.csv')
    const files = [{ csv, span: '2024-03', from: '2024-03-01', to: '2024-03-31', rows, seed: 0 }]
    const carried = await carryAll(files, cpu, progress, signal)
    return { files: carried, ...(await judge(files, folder, progress)) }
  })

const onLargeCloud = <T>(
  params: string[],
  progress: Progress,
  signal: AbortSignal,
  work: Parameters<typeof inOwnCloud<T>>[3],
): Promise<T> => inOwnCloud(['emrStepSeconds=7200', 'sparkBenchmark=off', ...params], progress, signal, work)

async function carryAll(files: readonly BigFile[], cpu: WorkerCpu, progress: Progress, signal: AbortSignal) {
  const carried: Carried[] = []
  for (const file of files) {
    await generateFile(file, progress, signal)
    carried.push(await carryFile(file, cpu, signal))
    progress.say(describeCarried(carried.at(-1)!))
  }
  return carried
}

async function runNight(cpu: WorkerCpu, signal: AbortSignal) {
  const started = new Date()
  await startExecution(night, { trigger: 'schedule' })
  const { detail, progress } = await watchRun(night, () => {}, signal)
  if (detail.status !== 'SUCCEEDED' || progress.failed.length > 0)
    throw new CommandError('the nightly run failed', `npm run status -- ${night}`)
  const ended = new Date()
  return { seconds: (ended.getTime() - started.getTime()) / 1000, cpu: cpu.between(started, ended) }
}

async function judge(files: readonly BigFile[], folder: string, progress: Progress) {
  const extremes = await readExtremes()
  for (const line of describeExtremes(extremes)) progress.say(line)
  progress.say('comparing every table with raw DuckDB over the same files')
  const csvs = files.map(({ csv }) => csv)
  return { extremes, comparisons: await compareTables(csvs, folder) }
}

/** A line per figure. */
export function describeCarriage({ files, night, extremes, comparisons }: Carriage): string[] {
  const [first, last] = [files[0]!, files.at(-1)!]
  const ratio = (of: (file: Carried) => number) => `×${(of(last) / of(first)).toFixed(2)}`
  const ratios = `last day against the first: ${ratio(({ seconds }) => seconds)} in time, ${ratio(({ cpu }) => sumOf(cpu))} in CPU`
  return [
    ...files.map(describeCarried),
    ...(files.length > 1 ? [ratios] : []),
    ...(night
      ? [
          `the year on Spark, and everything else the night does: ${duration(night.seconds)}, ${describeCpu(night.cpu)}`,
        ]
      : []),
    ...describeExtremes(extremes),
    ...comparisons.map(describeComparison),
  ]
}
