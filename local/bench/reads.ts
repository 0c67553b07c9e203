import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { contractColumnNames } from '../../hive/input.ts'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import { defaultShape, generateRows } from '../generate/rows/transactions.ts'
import { stack } from '../pipeline/stack.ts'
import { CommandError } from '../terminal/command-error.ts'
import type { Progress } from '../terminal/steps.ts'
import { count, duration } from '../terminal/wording.ts'
import { deliver } from '../upload/deliver.ts'
import { nameKeys } from '../upload/name-keys.ts'
import { inOwnCloud } from './own-cloud.ts'
import { type Face, listPrefix, listSnapshot, type Reading, readTable } from './read-table.ts'

/** How readings of one face ended. */
type Tally = Record<Reading['kind'], number> & { examples: string[] }

/** What readers saw while twelve months were published again and again. */
interface Reads {
  seconds: number
  republished: number
  snapshots: Tally
  prefixes: Tally
}

const rows = 12_000
/** Both say which publication a row is of. */
const columns = ['amount', 'merchant']
/** Readers of each face at the same time. */
const readers = { snapshots: 4, prefixes: 1 }
/** Seconds after which the readers stop all the same. */
const patience = 1800

/**
 * Reads a table of twelve months through its snapshots, at least so many times, and as its plain prefix, while one file
 * that replaces every month is sent again and again, on a local cloud of its own, made for it and forgotten afterwards.
 */
export const measureReads = (wanted: number, progress: Progress, signal: AbortSignal): Promise<Reads> =>
  inOwnCloud([], progress, signal, async (folder) => {
    await republish(folder, 1, signal)
    return readWhileRepublished(folder, wanted, progress, signal)
  })

async function readWhileRepublished(
  folder: string,
  wanted: number,
  progress: Progress,
  signal: AbortSignal,
): Promise<Reads> {
  const [snapshots, prefixes] = [newTally(), newTally()]
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  const goOn = () => total(snapshots) < wanted && seconds() < patience && !signal.aborted
  let republished = 0
  const write = async () => {
    while (goOn()) await republish(folder, ++republished + 1, signal)
  }
  const read = (face: Face, tally: Tally, times: number) =>
    Array.from({ length: times }, async () => {
      while (goOn())
        enter(tally, await readTable(stack.outputBucket, partitionedTxn, face, { columns, rows }))
    })
  const timer = setInterval(() => {
    progress.say(`${total(snapshots)} of ${wanted} readings through snapshots, ${republished} publications`)
  }, 20_000)
  try {
    await Promise.all([
      write(),
      ...read(listSnapshot, snapshots, readers.snapshots),
      ...read(listPrefix, prefixes, readers.prefixes),
    ])
  } finally {
    clearInterval(timer)
  }
  signal.throwIfAborted()
  return { seconds: seconds(), republished, snapshots, prefixes }
}

/** Replaces all rows of the year by those of another publication, and waits until they are published. */
async function republish(folder: string, publication: number, signal: AbortSignal): Promise<void> {
  const path = join(folder, 'year.csv')
  const [amount, merchant] = columns.map((name) => contractColumnNames.indexOf(name))
  const lines = [contractColumnNames.join(',')]
  for (const row of generateRows({ ...defaultShape, rows }))
    lines.push(row.with(amount!, String(publication)).with(merchant!, String(publication)).join(','))
  await writeFile(path, `${lines.join('\n')}\n`)
  const { deliveries } = await deliver(await nameKeys([path]), { mode: 'silent', signal })
  const [{ state, because } = {}] = deliveries
  if (state !== 'published') throw new CommandError(`year.csv is ${state}: ${because}`, 'npm run status')
}

const newTally = (): Tally => ({ whole: 0, mixed: 0, torn: 0, examples: [] })
const total = ({ whole, mixed, torn }: Tally) => whole + mixed + torn

function enter(tally: Tally, { kind, why }: Reading): void {
  tally[kind]++
  if (why && tally.examples.length < 3) tally.examples.push(why)
}

/** True when every reading through snapshots saw one state, and there were as many as wanted. */
export const areWhole = ({ snapshots }: Reads, wanted: number) =>
  snapshots.whole >= wanted && snapshots.mixed + snapshots.torn === 0

/** A line per face. */
export function describeReads({ seconds, republished, snapshots, prefixes }: Reads): string[] {
  const line = (title: string, values: (string | number)[]) =>
    `${title.padEnd(12)}${values.map((value) => String(value).padStart(9)).join('')}`
  const face = (title: string, tally: Tally) =>
    line(title, [total(tally), tally.whole, tally.mixed, tally.torn])
  return [
    `12 months of ${partitionedTxn.name} (${count(rows)} rows) published again ${republished} times in ${duration(seconds)}`,
    line('read', ['times', 'whole', 'mixed', 'torn']),
    face('snapshots', snapshots),
    face('prefixes', prefixes),
    ...[...snapshots.examples, ...prefixes.examples].map((why) => `  ${why}`),
  ]
}
