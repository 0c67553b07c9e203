import { readHistory } from '../../../functions/run/executions.ts'
import { readEvents } from '../../../functions/run/history.ts'
import { addUpHistory } from '../../../functions/run/run-usage.ts'
import { describeExcess } from '../../cloud/worker-memory.ts'
import { generateCsv } from '../../generate/rows/csv.ts'
import { defaultShape } from '../../generate/rows/transactions.ts'
import { writeBlocks } from '../../generate/write.ts'
import { peaksFile } from '../../metrics/service.ts'
import { readPeaks, type WorkerPeaks } from '../../metrics/worker-peaks.ts'
import { stack } from '../../pipeline/stack.ts'
import { CommandError } from '../../terminal/command-error.ts'
import type { Progress } from '../../terminal/steps.ts'
import { count, duration, size } from '../../terminal/wording.ts'
import { deliver } from '../../upload/deliver.ts'
import { nameKeys } from '../../upload/name-keys.ts'
import { sumOf } from '../run-requests.ts'
import type { FunctionCpu, WorkerCpu } from '../worker-cpu.ts'

/** A file of so many transactions of these days. */
export interface BigFile {
  /** Path on this machine. */
  csv: string
  /** What it is called to people, `2024-03-05` or `2024-03`. */
  span: string
  from: string
  to: string
  rows: number
  seed: number
}

/** What one file took, from the complete object to the published tables of its units; the year is not in it. */
export interface Carried {
  span: string
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

/** The most that functions used, and the ones that used more than AWS would give them. */
export interface Extremes {
  peaks: WorkerPeaks
  excess: string[]
}

/** Writes the file. */
export const generateFile = (
  { csv, span, from, to, rows, seed }: BigFile,
  progress: Progress,
  signal: AbortSignal,
) =>
  progress.step(`generating ${count(rows)} transactions of ${span}`, async () => {
    const shape = { ...defaultShape, rows, seed: defaultShape.seed + seed, from, to }
    await writeBlocks(generateCsv(shape), csv, { gzip: false, signal })
    return `${count(rows)} transactions of ${span}`
  })

/** Uploads a file to the stack and waits until its run is over. Throws a CommandError when its units are not published. */
export async function carryFile(
  { csv, span, rows }: BigFile,
  cpu: WorkerCpu,
  signal: AbortSignal,
): Promise<Carried> {
  const { deliveries } = await deliver(await nameKeys([csv]), { mode: 'silent', signal })
  const { state, because, upload, bytes } = deliveries[0]!
  // a year that is heavy may wait for the night
  if (state !== 'published' && state !== 'deferred')
    throw new CommandError(`${span} is ${state}: ${because}`, `npm run status -- ${upload}`)
  const history = readEvents(await readHistory(upload))
  const [from, to] = [history.startedAt!, firstPublished(history)]
  const tries = history.tries.filter(({ endedAt }) => endedAt && endedAt <= to)
  const states = history.states.filter(({ leftAt }) => leftAt && leftAt <= to)
  const { invocations, ...usage } = addUpHistory([{ ...history, states, tries }])
  const { gbSeconds, transitions, puts, gets } = usage
  return {
    span,
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

/** Units are published by the first round, their year by the next. */
function firstPublished({ states }: ReturnType<typeof readEvents>): Date {
  const published = states.find(({ name, leftAt }) => name === 'Publish' && leftAt)
  if (!published) throw new CommandError('nothing was published', 'npm run status tells more')
  return published.leftAt!
}

/** What the stack's functions used so far. */
export const readExtremes = async (): Promise<Extremes> => ({
  peaks: readPeaks(peaksFile(stack.folder)),
  excess: await describeExcess(),
})

export const describeCarried = (carried: Carried) => {
  const { span, rows, seconds, cpu, gbSeconds, calls, transitions, puts, gets } = carried
  return (
    `${span}: ${count(rows)} rows published in ${duration(seconds)}, ${describeCpu(cpu)}, ` +
    `${gbSeconds.toFixed(1)} GB-s in ${calls} calls, ${transitions} transitions, ${puts} PUT and ${gets} GET requests`
  )
}

/** `131.0 s of CPU (convertChunk 90.1, aggregate 31.0, …)` */
export function describeCpu(cpu: FunctionCpu): string {
  const dear = Object.entries(cpu).filter(([, seconds]) => seconds >= 0.1)
  const each = dear.sort(([, a], [, b]) => b - a).map(([name, seconds]) => `${name} ${seconds.toFixed(1)}`)
  return `${sumOf(cpu).toFixed(1)} s of CPU (${each.join(', ')})`
}

/** The five largest functions, then what is too large. */
export function describeExtremes({ peaks, excess }: Extremes): string[] {
  const largest = Object.entries(peaks).sort(([, a], [, b]) => b.memory - a.memory)
  return [
    ...largest
      .slice(0, 5)
      .map(([name, { memory, disk }]) => `${name}: ${size(memory)} of memory, ${size(disk)} in /tmp`),
    ...(excess.length ? excess : ['no function used more memory or /tmp than the template gives it']),
  ]
}
