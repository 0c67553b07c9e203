import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { readHistory } from '../../functions/run/executions.ts'
import { readEvents } from '../../functions/run/history.ts'
import { peaksFile } from '../metrics/service.ts'
import { readPeaks, type WorkerPeaks } from '../metrics/worker-peaks.ts'
import { stack } from '../pipeline/stack.ts'
import { CommandError } from '../terminal/command-error.ts'
import type { Progress } from '../terminal/steps.ts'
import { count, duration } from '../terminal/wording.ts'
import { deliver } from '../upload/deliver.ts'
import { nameKeys } from '../upload/name-keys.ts'
import { inOwnCloud } from './own-cloud.ts'
import { countRequests, type RunRequests } from './run-requests.ts'
import { makeSample } from './sample.ts'
import { timeSpark } from './spark.ts'
import type { FunctionCpu, WorkerCpu } from './worker-cpu.ts'

/** What one file took, from the complete object to its last table. */
export interface Delivered extends RunRequests {
  seconds: number
  cpu: FunctionCpu
  /** Seconds in each state, in the order in which they were entered. */
  states: Record<string, number>
}

/** What one raw process took; of Spark only the time is known. */
interface Raw {
  seconds: number
  cpu: number
}

/** The same file by the deployed pipeline, one process of raw DuckDB and one of spark-sql, in turn. */
export interface SideBySide {
  rows: number
  /** The first upload after the cloud was started; absent when another size came before. */
  cold?: number
  pipeline: Delivered[]
  duckdb: Raw[]
  spark: number[]
  /** The most that functions used until then. */
  peaks: WorkerPeaks
}

interface Sides {
  params: string[]
  rounds: number
  spark: boolean
}

/**
 * Sends one file of a year through a local cloud of its own and lets raw DuckDB and raw Spark do the same work on it, in turn,
 * for each number of rows; before that it is sent once so that functions are warm and the year is there. Throws a
 * CommandError when it is not published.
 */
export const compareSideBySide = (
  sizes: readonly number[],
  { params, rounds, spark }: Sides,
  progress: Progress,
  signal: AbortSignal,
): Promise<SideBySide[]> =>
  inOwnCloud(params, progress, signal, async (folder, cpu) => {
    const measured: SideBySide[] = []
    for (const rows of sizes) {
      const { csv } = await makeSample(rows, folder, signal)
      const first = await carry(csv, cpu, signal)
      const found: SideBySide = { rows, pipeline: [], duckdb: [], spark: [], peaks: {} }
      if (measured.length === 0) found.cold = first.seconds
      const sides = [
        async () => found.pipeline.push(await carry(csv, cpu, signal)),
        async () => found.duckdb.push(await runRaw([csv], join(folder, 'raw'), signal)),
        ...(spark
          ? [async () => found.spark.push(await timeSpark(csv, join(folder, 'spark'), progress.say))]
          : []),
      ]
      for (let round = 0; round < rounds; round++) {
        signal.throwIfAborted()
        for (const side of round % 2 === 0 ? sides : sides.toReversed()) await side()
        const last = [found.pipeline.at(-1)!.seconds, found.duckdb.at(-1)!.seconds, ...found.spark.slice(-1)]
        progress.say(`${count(rows)} rows, ${round + 1} of ${rounds}: ${last.map(duration).join(', ')}`)
      }
      measured.push({ ...found, peaks: readPeaks(peaksFile(stack.folder)) })
    }
    return measured
  })

/** Uploads a file and waits until its run is over. Throws a CommandError when it is not published. */
export async function carry(csv: string, cpu: WorkerCpu, signal: AbortSignal): Promise<Delivered> {
  const { deliveries } = await deliver(await nameKeys([csv]), { mode: 'silent', signal })
  const { state, because, upload, seconds } = deliveries[0]!
  if (state !== 'published' || !seconds)
    throw new CommandError(`${csv} is ${state}: ${because}`, `npm run status -- ${upload}`)
  const { startedAt, lastAt, states } = readEvents(await readHistory(upload))
  const taken: Record<string, number> = {}
  for (const { name, enteredAt, leftAt = enteredAt, inner } of states)
    if (!inner) taken[name] = (taken[name] ?? 0) + (leftAt.getTime() - enteredAt.getTime()) / 1000
  return { seconds, cpu: cpu.between(startedAt!, lastAt!), states: taken, ...(await countRequests(upload)) }
}

/** One process of raw DuckDB over the files. */
export async function runRaw(csvs: readonly string[], folder: string, signal: AbortSignal): Promise<Raw> {
  const script = join(import.meta.dirname, 'raw-duckdb.ts')
  const started = performance.now()
  const { stdout } = await promisify(execFile)(process.execPath, [script, folder, ...csvs], { signal })
  const seconds = (performance.now() - started) / 1000
  await rm(folder, { recursive: true })
  return { seconds, cpu: JSON.parse(stdout).cpu }
}
