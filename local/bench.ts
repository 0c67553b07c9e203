import './validate/without-metrics.ts'
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { join } from 'node:path'
import { describeAtOnce, measureAtOnce } from './bench/at-once.ts'
import { describeDaily, measureDaily } from './bench/daily.ts'
import { describeSides } from './bench/describe-sides.ts'
import { areWhole, describeReads, measureReads } from './bench/reads.ts'
import { compareSideBySide } from './bench/side-by-side.ts'
import { describeSizes, measureSizes } from './bench/sizes.ts'
import { compareSnapshotCost, describeSnapshotCost } from './bench/snapshot-cost.ts'
import { describeSources, measureSources } from './bench/sources.ts'
import { describeValidation, measureValidation } from './bench/validation.ts'
import { describeCarriage, measureDays, measureMonth } from './bench/volume/days.ts'
import { describeFiles, measureFiles, noneLost } from './bench/volume/files.ts'
import { describeKeys, measureKeys } from './bench/volume/keys.ts'
import { readParams } from './cloud/bring-up.ts'
import { fillMarked } from './docs/markdown.ts'
import { describeVolume, estimateVolume } from './docs/volume-model.ts'
import { projectRoot } from './process/folders.ts'
import { chooseMode } from './terminal/board.ts'
import { type Command, type Invocation, runCommand } from './terminal/command.ts'
import { CommandError, exitCodes } from './terminal/command-error.ts'
import { type Progress, showSteps } from './terminal/steps.ts'

const command: Command = {
  name: 'npm run bench',
  summary:
    'Measures the deployed pipeline beside one process of raw DuckDB and one of raw Spark, in turn on this machine.',
  options: {
    rows: {
      type: 'string',
      value: 'N,…',
      help: 'transactions (100000,1000000; with --volume days 10000000 a day, with month 30000000)',
    },
    rounds: { type: 'string', value: 'N', help: 'times that each side is measured (3)' },
    'without-spark': { type: 'boolean', help: 'leave raw Spark out' },
    param: {
      type: 'string',
      value: 'NAME=VALUE,…',
      help: 'parameters of the cloud that is measured (heavyRows=20000000)',
    },
    write: { type: 'boolean', help: 'write the tables into docs/performance.md' },
    daily: {
      type: 'string',
      value: 'N',
      help: 'instead, send N days of 3,000 rows one after the other into a year of --rows (1000000; 0 for an empty one)',
    },
    files: {
      type: 'string',
      value: 'N',
      help: 'instead, send N files of 20 rows at once into an empty year',
    },
    sizes: {
      type: 'boolean',
      help: 'instead, measure memory and /tmp of every function with the largest work it may get (half an hour)',
    },
    reads: {
      type: 'string',
      value: 'N',
      help: 'instead, read a table N times through snapshots while it is published again and again',
    },
    snapshots: {
      type: 'string',
      value: 'N',
      help: 'instead, time N uploads with snapshots and as many without',
    },
    validation: {
      type: 'string',
      value: 'N',
      help: 'instead, compare the CPU of validating the rows with that of converting them, N times in turn',
    },
    sources: {
      type: 'string',
      value: 'N',
      help: 'instead, compare the CPU of converting the rows as each source sends them, N times in turn',
    },
    volume: {
      type: 'string',
      value: 'PART',
      help: 'instead, measure a catalog of a million keys (keys), 3,000 small files of 30 days (files), three days of 10,000,000 rows and their year (days), a month of 30,000,000 on Spark (month), or estimate a year of them on AWS (model)',
    },
    json: { type: 'boolean', help: 'the numbers as JSON' },
  },
  notes: ['It is a cloud of its own, 100 ports further, that is forgotten afterwards.'],
}

type Print = <Found>(found: Found, describe: (found: Found) => string[]) => void
interface Measuring {
  values: Invocation['values']
  progress: Progress
  print: Print
  signal: AbortSignal
}

/** What may be measured instead, by option; false when what was measured is not as it must be. */
const measurements: Record<string, (measuring: Measuring) => Promise<boolean>> = {
  async sizes({ values, progress, print, signal }) {
    print(await measureSizes(progress, chooseMode(Boolean(values.json)), signal), describeSizes)
    return true
  },
  async reads({ values, progress, print, signal }) {
    const wanted = readCount('reads', values.reads)
    const reads = await measureReads(wanted, progress, signal)
    print(reads, describeReads)
    return areWhole(reads, wanted)
  },
  async snapshots({ values, progress, print, signal }) {
    const pairs = readCount('snapshots', values.snapshots)
    print(await compareSnapshotCost(pairs, progress, signal), describeSnapshotCost)
    return true
  },
  async validation({ values, progress, print, signal }) {
    const pairs = readCount('validation', values.validation)
    print(await measureValidation(lastRows(values), pairs, progress, signal), describeValidation)
    return true
  },
  async sources({ values, progress, print, signal }) {
    const rounds = readCount('sources', values.sources)
    print(await measureSources(lastRows(values), rounds, progress, signal), describeSources)
    return true
  },
  async daily({ values, progress, print, signal }) {
    const days = readCount('daily', values.daily)
    const before = values.rows === '0' ? 0 : lastRows(values)
    print(
      await measureDaily({ before, rows: 3000, days, params: readCloud(values) }, progress, signal),
      describeDaily,
    )
    return true
  },
  async files({ values, progress, print, signal }) {
    const files = readCount('files', values.files)
    print(await measureAtOnce(files, readCloud(values), progress, signal), describeAtOnce)
    return true
  },
  async volume(measuring) {
    const part = String(measuring.values.volume)
    const measure = volumes[part]
    if (!measure)
      throw new CommandError(
        `--volume is none of ${Object.keys(volumes).join(', ')}: ${part}`,
        'npm run bench -- --help',
        exitCodes.usage,
      )
    measuring.progress.say(describeMachine())
    return measure(measuring)
  },
}

/** What a large volume takes, in parts. */
const volumes: typeof measurements = {
  async keys({ progress, print, signal }) {
    for (const grain of ['day', 'month'] as const)
      await progress.step(`a catalog of a million keys, grain=${grain}`, async () => {
        print(await measureKeys(grain, 1000, 1000, progress.say, signal), describeKeys)
        return `grain=${grain} measured`
      })
    return true
  },
  async files({ print, signal }) {
    const files = await measureFiles(3000, 30, signal)
    print(files, describeFiles)
    return noneLost(files)
  },
  async days({ values, progress, print, signal }) {
    const rows = values.rows === undefined ? 10_000_000 : lastRows(values)
    print(await measureDays(rows, progress, signal), describeCarriage)
    return true
  },
  async model({ print }) {
    print(estimateVolume(), describeVolume)
    return true
  },
  async month({ values, progress, print, signal }) {
    const rows = values.rows === undefined ? 30_000_000 : lastRows(values)
    print(await measureMonth(rows, progress, signal), describeCarriage)
    return true
  },
}

const readRows = ({ rows = '100000,1000000' }: Invocation['values']) =>
  String(rows)
    .split(',')
    .map((each) => readCount('rows', each))
const readCloud = ({ param = 'heavyRows=20000000' }: Invocation['values']) => readParams(param)
const lastRows = (values: Invocation['values']) => readRows(values).at(-1)!

await runCommand(command, async ({ values, signal }) => {
  const progress = showSteps(values.json ? process.stderr : process.stdout)
  const print: Print = (found, describe) =>
    console.log(values.json ? JSON.stringify(found) : describe(found).join('\n'))
  const [chosen] = Object.keys(measurements).filter((name) => values[name] !== undefined)
  if (chosen) {
    const asItMust = await measurements[chosen]!({ values, progress, print, signal })
    return asItMust ? exitCodes.done : exitCodes.fault
  }
  const rounds = values.rounds === undefined ? 3 : readCount('rounds', values.rounds)
  const sides = { params: readCloud(values), rounds, spark: !values['without-spark'] }
  const measured = await compareSideBySide(readRows(values), sides, progress, signal)
  print(measured, describeSides)
  if (values.write) {
    const path = join(projectRoot, 'docs/performance.md')
    const lines = [...describeSides(measured), '', `Measured on ${describeMachine()}.`]
    writeFileSync(path, fillMarked(readFileSync(path, 'utf8'), 'bench', lines.join('\n')))
  }
  return exitCodes.done
})

/** Machine, day and versions, for figures that are kept. */
function describeMachine(): string {
  return `${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} CPUs, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}`
}

function readCount(option: string, value: Invocation['values'][string]): number {
  const number = Number(value)
  if (Number.isSafeInteger(number) && number > 0) return number
  throw new CommandError(
    `--${option} is not a number of at least 1: ${value}`,
    'npm run bench -- --help',
    exitCodes.usage,
  )
}
