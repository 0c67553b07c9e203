import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { estimateOnEmr, estimateOnLambda } from '../functions/run/routing.ts'
import { timePipeline } from './bench/pipeline.ts'
import { timeRawDuckDb } from './bench/raw-duckdb.ts'
import { areWhole, describeReads, measureReads } from './bench/reads.ts'
import { makeSample, type Phase, phases, type Timing } from './bench/sample.ts'
import { describeSizes, measureSizes } from './bench/sizes.ts'
import { compareSnapshotCost, describeSnapshotCost } from './bench/snapshot-cost.ts'
import { describeSources, measureSources } from './bench/sources.ts'
import { timeSpark } from './bench/spark.ts'
import { describeValidation, measureValidation } from './bench/validation.ts'
import { describeFiles, measureFiles, noneLost } from './bench/volume/files.ts'
import { describeKeys, measureKeys } from './bench/volume/keys.ts'
import { chooseMode } from './terminal/board.ts'
import { type Command, runCommand } from './terminal/command.ts'
import { CommandError, exitCodes } from './terminal/command-error.ts'
import { type Progress, showSteps } from './terminal/steps.ts'
import { count, size } from './terminal/wording.ts'

const command: Command = {
  name: 'npm run bench',
  summary: "Measures the pipeline's own code against raw DuckDB and raw Spark, side by side on this machine.",
  options: {
    rows: { type: 'string', value: 'N,…', help: 'transactions (100000,1000000)', default: '100000,1000000' },
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
      help: 'instead, measure a catalog of a million keys (keys) or 3,000 small files of 30 days (files)',
    },
    json: { type: 'boolean', help: 'the numbers as JSON' },
  },
  notes: [
    'The pipeline checks, counts, reconciles and writes one sorted object per partition; raw engines do not.',
  ],
}

await runCommand(command, async ({ values, signal }) => {
  const progress = showSteps(values.json ? process.stderr : process.stdout)
  const print = <Found>(found: Found, describe: (found: Found) => string[]) =>
    console.log(values.json ? JSON.stringify(found) : describe(found).join('\n'))
  if (values.sizes) {
    print(await measureSizes(progress, chooseMode(Boolean(values.json)), signal), describeSizes)
    return exitCodes.done
  }
  if (values.reads !== undefined) {
    const wanted = readCount('reads', values.reads)
    const reads = await measureReads(wanted, progress, signal)
    print(reads, describeReads)
    return areWhole(reads, wanted) ? exitCodes.done : exitCodes.fault
  }
  if (values.volume !== undefined) return measureVolume(String(values.volume), progress, print, signal)
  if (values.snapshots !== undefined) {
    const pairs = readCount('snapshots', values.snapshots)
    print(await compareSnapshotCost(pairs, progress, signal), describeSnapshotCost)
    return exitCodes.done
  }
  if (values.validation !== undefined) {
    const rows = readCount('rows', String(values.rows).split(',').at(-1)!)
    const pairs = readCount('validation', values.validation)
    print(await measureValidation(rows, pairs, progress, signal), describeValidation)
    return exitCodes.done
  }
  if (values.sources !== undefined) {
    const rows = readCount('rows', String(values.rows).split(',').at(-1)!)
    const rounds = readCount('sources', values.sources)
    print(await measureSources(rows, rounds, progress, signal), describeSources)
    return exitCodes.done
  }
  const sizes = String(values.rows).split(',').map(Number)
  const wrong = sizes.find((size) => !Number.isSafeInteger(size) || size < 1)
  if (wrong !== undefined)
    throw new CommandError(
      `--rows is not a list of numbers: ${values.rows}`,
      'such as --rows 100000,1000000',
      exitCodes.usage,
    )
  const say = values.json ? () => {} : (line: string) => console.log(line)
  const measured = []
  for (const rows of sizes) {
    signal.throwIfAborted()
    const folder = await mkdtemp(join(tmpdir(), 'bench-'))
    try {
      const sample = await makeSample(rows, folder, signal)
      say(`\n${count(rows)} rows, ${size(sample.bytes)} of CSV`)
      const pipeline = await timePipeline(sample)
      const duckdb = await timeRawDuckDb(sample)
      const spark = await timeSpark(sample, say)
      measured.push({ rows, bytes: sample.bytes, pipeline, duckdb, spark })
      for (const line of describe(pipeline, duckdb, spark)) say(line)
      say(describeCloud(rows))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  if (values.json) console.log(JSON.stringify(measured))
  return exitCodes.done
})

/** One part of what a large volume takes; the days of ten million rows each are a part of their own. */
async function measureVolume(
  part: string,
  progress: Progress,
  print: <Found>(found: Found, describe: (found: Found) => string[]) => void,
  signal: AbortSignal,
): Promise<number> {
  progress.say(describeMachine())
  if (part === 'keys') {
    for (const grain of ['day', 'month'] as const)
      await progress.step(`a catalog of a million keys, grain=${grain}`, async () => {
        print(await measureKeys(grain, 1000, 1000, signal), describeKeys)
        return `grain=${grain} measured`
      })
    return exitCodes.done
  }
  if (part !== 'files')
    throw new CommandError(
      `--volume is neither keys nor files: ${part}`,
      'npm run bench -- --help',
      exitCodes.usage,
    )
  const files = await measureFiles(3000, 30, signal)
  print(files, describeFiles)
  return noneLost(files) ? exitCodes.done : exitCodes.fault
}

/** Machine, day and versions, for figures that are kept. */
const describeMachine = () =>
  `${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} CPUs, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}`

function readCount(option: string, value: string | boolean): number {
  const number = Number(value)
  if (Number.isSafeInteger(number) && number > 0) return number
  throw new CommandError(
    `--${option} is not a number of at least 1: ${value}`,
    'npm run bench -- --help',
    exitCodes.usage,
  )
}

function describe(pipeline: Timing, duckdb: Timing, spark: Timing): string[] {
  const total = (timing: Timing) => timing.convert + timing.months + timing.years
  const seconds = (value: number) => `${value.toFixed(2)} s`.padStart(10)
  const ratio = (value: number) => `×${value.toFixed(1)}`.padStart(8)
  const line = (title: string, of: (timing: Timing) => number) => {
    const [ours, raw, other] = [of(pipeline), of(duckdb), of(spark)]
    return `${title.padEnd(22)}${seconds(ours)}${seconds(raw)}${ratio(ours / raw)}${seconds(other)}${ratio(other / ours)}`
  }
  return [
    `${''.padEnd(22)}${'pipeline'.padStart(10)}${'DuckDB'.padStart(10)}${'p/D'.padStart(8)}${'Spark'.padStart(10)}${'S/p'.padStart(8)}`,
    ...(Object.keys(phases) as Phase[]).map((phase) => line(phases[phase], (timing) => timing[phase])),
    line('together', total),
    `Spark needs ${spark.start?.toFixed(1)} s more to start; on EMR a cluster takes minutes before that.`,
  ]
}

function describeCloud(rows: number): string {
  const [lambda, emr] = [estimateOnLambda(rows), estimateOnEmr(rows)]
  const tell = ({ seconds, dollars }: typeof lambda) => `${Math.round(seconds)} s, $${dollars.toFixed(4)}`
  return `one stage of that size on AWS, estimated: Lambda ${tell(lambda)}; EMR ${tell(emr)}`
}
