import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readHistory, startExecution } from '../../../functions/run/executions.ts'
import { readEvents } from '../../../functions/run/history.ts'
import { addUpHistory } from '../../../functions/run/run-usage.ts'
import { bringUp, takeDown } from '../../cloud/bring-up.ts'
import { describeExcess } from '../../cloud/worker-memory.ts'
import { generateCsv } from '../../generate/rows/csv.ts'
import { defaultShape } from '../../generate/rows/transactions.ts'
import { writeBlocks } from '../../generate/write.ts'
import { peaksFile } from '../../metrics/service.ts'
import { readPeaks, type WorkerPeaks } from '../../metrics/worker-peaks.ts'
import { useOwnCloud } from '../../pipeline/stack.ts'
import { CommandError } from '../../terminal/command-error.ts'
import type { Progress } from '../../terminal/steps.ts'
import { count, duration, size } from '../../terminal/wording.ts'
import { deliver } from '../../upload/deliver.ts'
import { watchRun } from '../../upload/follow.ts'
import { nameKeys } from '../../upload/name-keys.ts'
import { type Comparison, compareTables } from './compare-tables.ts'
import { type FunctionCpu, WorkerCpu } from './worker-cpu.ts'

/** What one day took, from the complete object to its published tables; the year is not in it. */
interface DayFigures {
  day: string
  rows: number
  bytes: number
  seconds: number
  cpu: FunctionCpu
  gbSeconds: number
  calls: number
  transitions: number
  puts: number
  gets: number
}

interface Days {
  days: DayFigures[]
  /** Seconds of the nightly run that computes the year on Spark. */
  night: number
  peaks: WorkerPeaks
  /** Functions that used more than AWS would give them. */
  excess: string[]
  comparisons: Comparison[]
}

const days = ['2024-03-05', '2024-03-06', '2024-03-07']
const night = 'volume-night'

/**
 * Sends three days of so many rows each, one after the other, through a local cloud of its own with grain=day, where twice
 * as many are heavy, computes their year on Spark, and compares every table with one raw DuckDB over the same files. Throws a CommandError when a day
 * is not published, the night fails or a table differs.
 */
export async function measureDays(rows: number, progress: Progress, signal: AbortSignal): Promise<Days> {
  const cloud = useOwnCloud()
  const folder = await mkdtemp(join(tmpdir(), 'bench-volume-'))
  const cpu = new WorkerCpu(cloud.folder)
  try {
    await takeDown(cloud, true)
    const params = ['grain=day', `heavyRows=${2 * rows}`, 'emrStepSeconds=3600', 'sparkBenchmark=off']
    await bringUp(cloud, progress, { params, signal })
    const figures: DayFigures[] = []
    const csvs: string[] = []
    for (const [index, day] of days.entries()) {
      const csv = join(folder, `${day}.csv`)
      await generateDay(csv, day, rows, index, progress, signal)
      figures.push(await carryDay(csv, day, rows, cpu, signal))
      progress.say(describeDay(figures.at(-1)!))
      csvs.push(csv)
    }
    const started = performance.now()
    await startExecution(night, { trigger: 'schedule' })
    const { detail, progress: ended } = await watchRun(night, () => {}, signal)
    if (detail.status !== 'SUCCEEDED' || ended.failed.length > 0)
      throw new CommandError('the nightly run failed', `npm run status -- ${night}`)
    const nightSeconds = (performance.now() - started) / 1000
    const [peaks, excess] = [readPeaks(peaksFile(cloud.folder)), await describeExcess()]
    progress.say('comparing every table with raw DuckDB over the same files')
    const comparisons = await compareTables(csvs, folder)
    return { days: figures, night: nightSeconds, peaks, excess, comparisons }
  } finally {
    cpu.stop()
    await takeDown(cloud, true)
    await rm(folder, { recursive: true, force: true })
  }
}

const generateDay = (
  csv: string,
  day: string,
  rows: number,
  seed: number,
  progress: Progress,
  signal: AbortSignal,
) =>
  progress.step(`generating ${count(rows)} transactions of ${day}`, async () => {
    const shape = { ...defaultShape, rows, seed: defaultShape.seed + seed, from: day, to: day }
    await writeBlocks(generateCsv(shape), csv, { gzip: false, signal })
    return `${count(rows)} transactions of ${day}`
  })

async function carryDay(
  csv: string,
  day: string,
  rows: number,
  cpu: WorkerCpu,
  signal: AbortSignal,
): Promise<DayFigures> {
  const { deliveries } = await deliver(await nameKeys([csv]), { mode: 'silent', signal })
  const { state, because, upload, bytes } = deliveries[0]!
  // the year is heavy from the second day on and waits for the night
  if (state !== 'published' && state !== 'deferred')
    throw new CommandError(`${day} is ${state}: ${because}`, `npm run status -- ${upload}`)
  const history = readEvents(await readHistory(upload))
  const [from, to] = [history.startedAt!, firstPublished(history)]
  const tries = history.tries.filter(({ endedAt }) => endedAt && endedAt <= to)
  const { gbSeconds, invocations, transitions, puts, gets } = addUpHistory([{ ...history, tries }])
  return {
    day,
    rows,
    bytes,
    seconds: (to.getTime() - from.getTime()) / 1000,
    cpu: cpu.between(from, to),
    gbSeconds,
    calls: invocations,
    transitions,
    puts,
    gets,
  }
}

/** The day is published by the first round, its year by the next. */
function firstPublished({ states }: ReturnType<typeof readEvents>): Date {
  const published = states.find(({ name, leftAt }) => name === 'Publish' && leftAt)
  if (!published) throw new CommandError('nothing was published', 'npm run status tells more')
  return published.leftAt!
}

const describeDay = ({ day, rows, seconds, cpu, gbSeconds, calls, transitions, puts, gets }: DayFigures) =>
  `${day}: ${count(rows)} rows published in ${duration(seconds)}, ${describeCpu(cpu)}, ` +
  `${gbSeconds.toFixed(1)} GB-s in ${calls} calls, ${transitions} transitions, ${puts} PUT and ${gets} GET requests`

const totalOf = (cpu: FunctionCpu) => Object.values(cpu).reduce((sum, seconds) => sum + seconds, 0)

/** `131.0 s of CPU (convertChunk 90.1, aggregate 31.0, …)` */
function describeCpu(cpu: FunctionCpu): string {
  const dear = Object.entries(cpu).filter(([, seconds]) => seconds >= 0.1)
  const each = dear.sort(([, a], [, b]) => b - a).map(([name, seconds]) => `${name} ${seconds.toFixed(1)}`)
  return `${totalOf(cpu).toFixed(1)} s of CPU (${each.join(', ')})`
}

/** A line per figure. */
export function describeDays({ days, night, peaks, excess, comparisons }: Days): string[] {
  const [first, last] = [days[0]!, days.at(-1)!]
  const ratio = (of: (day: DayFigures) => number) => `×${(of(last) / of(first)).toFixed(2)}`
  const largest = Object.entries(peaks).sort(([, a], [, b]) => b.memory - a.memory)
  return [
    ...days.map(describeDay),
    `last day against the first: ${ratio(({ seconds }) => seconds)} in time, ${ratio(({ cpu }) => totalOf(cpu))} in CPU`,
    `the year on Spark, and everything else the night does: ${duration(night)}`,
    ...largest
      .slice(0, 5)
      .map(([name, { memory, disk }]) => `${name}: ${size(memory)} of memory, ${size(disk)} in /tmp`),
    ...(excess.length ? excess : ['no function used more memory or /tmp than the template gives it']),
    ...comparisons.map(
      ({ table, rows, different }) =>
        `${table}: ${count(rows)} rows, ${different === 0 ? "equal to raw DuckDB's" : `${different} different`}`,
    ),
  ]
}
