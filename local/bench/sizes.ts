import { rm, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startExecution } from '../../functions/run/executions.ts'
import { describeExcess } from '../cloud/worker-memory.ts'
import { generateDirtyCsv } from '../generate/dirty/dirty-csv.ts'
import { findKind } from '../generate/dirty/kinds.ts'
import { generateCsv } from '../generate/rows/csv.ts'
import { defaultShape } from '../generate/rows/transactions.ts'
import { writeBlocks } from '../generate/write.ts'
import { peaksFile } from '../metrics/service.ts'
import { readPeaks, type WorkerPeaks } from '../metrics/worker-peaks.ts'
import { stack } from '../pipeline/stack.ts'
import { projectRoot } from '../process/folders.ts'
import { followRun } from '../status/follow-subject.ts'
import type { Mode } from '../terminal/board.ts'
import { CommandError } from '../terminal/command-error.ts'
import type { Progress } from '../terminal/steps.ts'
import { count, duration } from '../terminal/wording.ts'
import { deliver } from '../upload/deliver.ts'
import { nameKeys } from '../upload/name-keys.ts'
import { inOwnCloud } from './own-cloud.ts'

/** What each function used at most, MB as AWS counts them, and from what. */
export interface Sizes {
  /** Day, UTC. */
  measured: string
  machine: string
  /** Input rows of the largest stage that a function computes, and of the month that Spark hands over. */
  rows: { stage: number; heavyMonth: number }
  functions: Record<string, { memory: number; disk: number }>
}

/** Checked in; the template gives at least 1.3 times as much (test/serverless/sizes.test.ts). */
export const sizesFile = join(projectRoot, 'serverless/sizes.json')

const rows = { stage: 999_999, heavyMonth: 10_000_000 }

interface SizedUpload {
  name: string
  month: string
  rows: number
  /** What a wrong file has; it must be refused. */
  dirty?: string
}

const uploads: SizedUpload[] = [
  { name: 'month.csv', month: '2024-01', rows: rows.stage },
  // read by one function, however large it is
  { name: 'month.csv.gz', month: '2023-01', rows: rows.stage },
  { name: 'refused.csv', month: '2022-01', rows: 1000, dirty: 'amount_negative' },
]
const night = 'sizes-night'
const heavy: SizedUpload = { name: 'heavy.csv', month: '2025-01', rows: rows.heavyMonth }

/**
 * Sends the largest work that functions may get through a local cloud of its own, made for it and forgotten afterwards,
 * and writes what each function's workers used at most. Throws a CommandError when an upload does not end as it must.
 */
export const measureSizes = (progress: Progress, mode: Mode, signal: AbortSignal): Promise<Sizes> =>
  inOwnCloud(['emrStepSeconds=3600'], progress, signal, async (folder) => {
    for (const upload of uploads) await measureUpload(upload, folder, progress, mode, signal)
    await startExecution(night, { trigger: 'schedule' })
    if ((await followRun(night, mode === 'silent', signal)) !== 0)
      throw new CommandError('the nightly run failed', `npm run status -- ${night}`)
    await measureUpload(heavy, folder, progress, mode, signal)
    // a last look at the workers, which outlive their work by two minutes
    await sleep(5000, undefined, { signal })
    for (const line of await describeExcess()) progress.say(line)
    const sizes = describePeaks(readPeaks(peaksFile(stack.folder)))
    await writeFile(sizesFile, `${JSON.stringify(sizes, null, 2)}\n`)
    return sizes
  })

async function measureUpload(
  upload: SizedUpload,
  folder: string,
  progress: Progress,
  mode: Mode,
  signal: AbortSignal,
): Promise<void> {
  const path = join(folder, upload.name)
  await progress.step(`generating ${count(upload.rows)} transactions of ${upload.month}`, async () => {
    const shape = {
      ...defaultShape,
      from: `${upload.month}-01`,
      to: `${upload.month}-31`,
      rows: upload.rows,
    }
    const kind = upload.dirty ? findKind(upload.dirty) : undefined
    const blocks = kind ? generateDirtyCsv(kind, shape) : generateCsv(shape)
    await writeBlocks(blocks, path, { gzip: path.endsWith('.gz'), signal })
    return `${upload.name}: ${count(upload.rows)} transactions of ${upload.month}`
  })
  const { deliveries } = await deliver(await nameKeys([path]), { mode, signal })
  const wanted = upload.dirty ? 'rejected' : 'published'
  const { state, because, seconds } = deliveries[0]!
  if (state !== wanted)
    throw new CommandError(`${upload.name} was not ${wanted}: ${because}`, 'npm run status tells more')
  if (seconds) progress.say(`${upload.name}: ${duration(seconds)} from the upload to the last table`)
  await rm(path)
}

/** Pure but for the date and the machine. */
function describePeaks(peaks: WorkerPeaks): Sizes {
  const megabytes = (bytes: number) => Math.ceil(bytes / 1024 / 1024)
  const functions = Object.entries(peaks)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, { memory, disk }]) => [name, { memory: megabytes(memory), disk: megabytes(disk) }])
  return {
    measured: new Date().toISOString().slice(0, 10),
    machine: `${process.platform} ${process.arch}, ${availableParallelism()} CPUs`,
    rows,
    functions: Object.fromEntries(functions),
  }
}

/** A line per function, the largest first. */
export const describeSizes = ({ functions }: Sizes): string[] =>
  Object.entries(functions)
    .sort(([, a], [, b]) => b.memory - a.memory)
    .map(
      ([name, { memory, disk }]) =>
        `${name.padEnd(20)}${`${memory} MB`.padStart(9)}${`${disk} MB`.padStart(9)} in /tmp`,
    )
