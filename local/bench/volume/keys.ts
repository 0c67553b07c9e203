import { execFile } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { UploadRequest } from '../../../functions/catalog/catalog.ts'
import { readCatalog } from '../../../functions/catalog/stored-catalog.ts'
import { catalogKey, pendingKey } from '../../../functions/storage/layout.ts'
import { writeJson } from '../../../functions/storage/store.ts'
import type { Grain } from '../../../jobs/stages.ts'
import { type Crowd, dropAtOnce } from './crowd.ts'
import { dayOf, fillCatalog, requestOfFile } from './fill-catalog.ts'
import { FolderStore } from './folder-store.ts'
import type { MeasuredRun } from './plan-once.ts'

/** A catalog of so many keys, and what a swap on it takes. */
interface MeasuredKeys {
  grain: Grain
  keys: number
  rootBytes: number
  pages: number
  one: MeasuredRun
  /** One upload with rows of 366 days. */
  wide: MeasuredRun
  crowd: Crowd
}

const days = 1000

/**
 * Measures planning on a catalog of a million keys, a thousand a day over a thousand days: for one upload, for one that
 * touches 366 days, and for a thousand files at once. The functions are the deployed ones; the store is a folder, and
 * tables hold names instead of rows.
 */
export async function measureKeys(
  grain: Grain,
  filesPerDay: number,
  filesAtOnce: number,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<MeasuredKeys> {
  const folder = await mkdtemp(join(tmpdir(), 'volume-keys-'))
  try {
    const keys = await fillCatalog(await FolderStore.open(folder), grain, days, filesPerDay)
    say(`filled: ${keys.toLocaleString('en')} keys`)
    signal.throwIfAborted()
    const filled = await FolderStore.open(folder)
    const root = (await readCatalog(filled))!
    const pages = [root.pages ?? {}, ...Object.values(root.stages).map((stage) => stage.pages ?? {})]
    const rootBytes = (await stat(join(folder, catalogKey))).size
    const admit = (request: UploadRequest) => writeJson(filled, pendingKey(request.upload), request)
    const last = dayOf(days - 1)
    const one = requestOfFile('one', [last], grain)
    await admit(one)
    const measuredOne = await runAlone(folder, grain, one.upload)
    say(describeOne(measuredOne))
    signal.throwIfAborted()
    const wide = requestOfFile(
      'wide',
      Array.from({ length: 366 }, (_, index) => dayOf(index + 500)),
      grain,
    )
    await admit(wide)
    const measuredWide = await runAlone(folder, grain, wide.upload)
    say(describeWide(measuredWide))
    signal.throwIfAborted()
    const crowd = await dropAtOnce(folder, grain, filesAtOnce, signal)
    return {
      grain,
      keys,
      rootBytes,
      pages: pages.reduce((sum, each) => sum + Object.keys(each).length, 0),
      one: measuredOne,
      wide: measuredWide,
      crowd,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** In a process of its own, so that its peak is its own. */
async function runAlone(folder: string, grain: Grain, request: string): Promise<MeasuredRun> {
  const script = fileURLToPath(new URL('plan-once.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [script, folder, grain, request])
  return JSON.parse(stdout) as MeasuredRun
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`

function describeOne({ plan, peakMegabytes }: MeasuredRun): string {
  const { cpuSeconds, bytesRead, bytesWritten, calls } = plan
  return (
    `  planning one upload: ${cpuSeconds.toFixed(2)} s of CPU, peak ${peakMegabytes.plan.toFixed(0)} MB, ` +
    `read ${megabytes(bytesRead)}, written ${megabytes(bytesWritten)}, ${calls} S3 calls`
  )
}

const describeWide = ({ rounds, plan, run, peakMegabytes }: MeasuredRun) =>
  `  one upload of 366 days: ${rounds} rounds, ${run.swaps + 1} swaps, its first swap written ${megabytes(plan.bytesWritten)}, ` +
  `${run.cpuSeconds.toFixed(1)} s of CPU, peak ${peakMegabytes.run.toFixed(0)} MB`

const describeCrowd = ({ files, once, lost, doubled, swaps, calls, ...crowd }: Crowd) =>
  `  ${files.toLocaleString('en')} files at once: ${once} once, ${lost} lost, ${doubled} doubled; ` +
  `${swaps} swaps, ${calls.toLocaleString('en')} S3 calls, read ${megabytes(crowd.bytesRead)}, ` +
  `written ${megabytes(crowd.bytesWritten)}, ${crowd.seconds.toFixed(0)} s, peak ${crowd.peakMegabytes.toFixed(0)} MB of the process`

/** A line per figure. */
export function describeKeys({ grain, keys, rootBytes, pages, one, wide, crowd }: MeasuredKeys): string[] {
  return [
    `grain=${grain}, ${keys.toLocaleString('en')} keys in ${pages.toLocaleString('en')} pages, root ${megabytes(rootBytes)}`,
    describeOne(one),
    describeWide(wide),
    describeCrowd(crowd),
  ]
}
