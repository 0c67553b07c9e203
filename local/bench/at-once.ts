import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { isUnit } from '../../functions/catalog/stage-state.ts'
import { readCatalog } from '../../functions/catalog/stored-catalog.ts'
import { s3Store } from '../../functions/storage/store.ts'
import { contractColumnNames } from '../../hive/input.ts'
import { generateRows } from '../generate/rows/transactions.ts'
import { peaksFile } from '../metrics/service.ts'
import { readPeaks, type WorkerPeaks } from '../metrics/worker-peaks.ts'
import { stack } from '../pipeline/stack.ts'
import { CommandError } from '../terminal/command-error.ts'
import type { Progress } from '../terminal/steps.ts'
import { count, duration, size } from '../terminal/wording.ts'
import { deliver } from '../upload/deliver.ts'
import { nameKeys } from '../upload/name-keys.ts'
import { inOwnCloud } from './own-cloud.ts'
import { countRequests, type RunRequests, sumOf } from './run-requests.ts'
import { benchYear } from './sample.ts'
import { runRaw } from './side-by-side.ts'
import type { FunctionCpu } from './worker-cpu.ts'

/** Small files that are sent together, from the first byte sent to the last table, and raw DuckDB over all of them. */
interface AtOnce extends RunRequests {
  files: number
  rows: number
  sendingSeconds: number
  seconds: number
  cpu: FunctionCpu
  peaks: WorkerPeaks
  rawSeconds: number
}

const rowsPerFile = 20
const longestSeconds = 1800
const lookMillis = 500

/**
 * Sends so many files of 20 rows of three months to a local cloud of its own, as fast as `npm run upload` does, and waits until every
 * row is published once and nothing is left to do. Throws a CommandError when that takes more than half an hour.
 */
export const measureAtOnce = (
  files: number,
  params: string[],
  progress: Progress,
  signal: AbortSignal,
): Promise<AtOnce> =>
  inOwnCloud(params, progress, signal, async (folder, cpu) => {
    const csvs = await writeFiles(files, folder)
    const started = new Date()
    const since = () => (Date.now() - started.getTime()) / 1000
    await deliver(await nameKeys(csvs), { mode: 'silent', leave: true, signal })
    const sendingSeconds = since()
    progress.say(`${count(files)} files sent in ${duration(sendingSeconds)}`)
    const rows = files * rowsPerFile
    await publication(rows, since, progress, signal)
    const seconds = since()
    return {
      files,
      rows,
      sendingSeconds,
      seconds,
      cpu: cpu.between(started, new Date()),
      peaks: readPeaks(peaksFile(stack.folder)),
      ...(await countRequests()),
      rawSeconds: (await runRaw(csvs, join(folder, 'raw'), signal)).seconds,
    }
  })

async function writeFiles(files: number, folder: string): Promise<string[]> {
  const shape = { rows: files * rowsPerFile, seed: 7, customers: 10_000 }
  const quarter = { from: `${benchYear}-01-01`, to: `${benchYear}-03-31` }
  const lines = [...generateRows({ ...shape, ...quarter })].map((row) => row.join(','))
  const csvs: string[] = []
  for (let index = 0; index < files; index++) {
    const own = lines.slice(index * rowsPerFile, (index + 1) * rowsPerFile)
    csvs.push(join(folder, `small-${index}.csv`))
    await writeFile(csvs.at(-1)!, `${[contractColumnNames.join(','), ...own].join('\n')}\n`)
  }
  return csvs
}

async function publication(
  rows: number,
  since: () => number,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  for (let said = 0; since() < longestSeconds; ) {
    const stages = Object.entries((await readCatalog(s3Store(stack.outputBucket)))?.stages ?? {})
    const published = stages.reduce((sum, [id, stage]) => sum + (isUnit(id) ? stage.rows : 0), 0)
    if (published === rows && stages.every(([, { want, done, claim }]) => want === done && !claim)) return
    if (since() >= said + 15) {
      said = since()
      progress.say(`${duration(said)}: ${count(published)} of ${count(rows)} rows published`)
    }
    await wait(lookMillis, undefined, { signal })
  }
  throw new CommandError('not every row is published after half an hour', 'npm run status tells more')
}

/** Files, time and what it took, a line each; pure. */
export function describeAtOnce(measured: AtOnce): string[] {
  const { files, rows, sendingSeconds, seconds, rawSeconds, cpu, calls, requests, peaks } = measured
  const memory = Object.entries(peaks).sort(([, a], [, b]) => b.memory - a.memory)
  return [
    `${count(files)} files at once, ${count(rows)} rows: sent in ${duration(sendingSeconds)}, every row published once after ${duration(seconds)}`,
    `${(seconds / files).toFixed(2)} s, ${(sumOf(cpu) / files).toFixed(2)} s of CPU, ${(sumOf(calls) / files).toFixed(1)} calls of functions and ${(sumOf(requests) / files).toFixed(0)} S3 requests a file`,
    `raw DuckDB over all files ${duration(rawSeconds)}; memory: ${memory.map(([name, peak]) => `${name} ${size(peak.memory)}`).join(', ')}`,
  ]
}
