import { costOf, formatDollars, noUsage } from '../../functions/run/cost.ts'
import { prices } from '../../functions/run/prices.ts'
import { estimateOnEmr } from '../../functions/run/routing.ts'
import { coreNodesFor } from '../../jobs/cluster.ts'
import { count, duration } from '../terminal/wording.ts'

/** What the bench printed: the one place where the figures stand that a year on AWS is estimated from. */
const measured = {
  machine: '2026-11-29, 2 CPUs (x86-64), 24 GiB, Node v24.21.0',
  /** A day until its tables are published, `npm run bench -- --volume days`. */
  day: {
    rows: 10_000_000,
    chunks: 35,
    csvBytes: 1_170_000_000,
    parquetBytes: 235_384_055,
    /** Seconds. */
    cpu: { convertChunk: 57.2, findDuplicates: 9.3, aggregate: 55.1, others: 2.5 },
    calls: 42,
    transitions: 52,
    puts: 94,
    gets: 157,
  },
  /** The ten tables of a year of such days on Spark, CPU seconds; the same command. */
  year: { rows: 30_000_000, sparkCpu: 880.8 },
  /** One of 3,000 small files, `npm run bench -- --volume files`; transitions of a file of 100,000 rows. */
  file: { cpu: 0.2, puts: 12.3, gets: 17.6, calls: 8, transitions: 18 },
}

/** What is taken to be so on AWS. A CPU second there is taken for one here. */
const assumed = {
  /** Memory of the functions that do the work, GB: a little more than one CPU. */
  functionGb: 2,
  /** Bytes a second between a function and S3. */
  functionBytes: 75_000_000,
  /** Functions at the same time, the template's `concurrency`. */
  concurrency: 40,
  /** Seconds that the dozen short tasks of a run take, cold starts among them. */
  runSeconds: 15,
  /** CPUs of a core node (m5.xlarge), and core nodes of a cluster. */
  nodeCpus: 4,
  coreNodes: 2,
  maxCoreNodes: 10,
}

/** Time, and US dollars of functions (with Step Functions and S3) and of clusters. */
interface Estimated {
  what: string
  seconds?: number
  functions: number
  clusters: number
}

const dailyRows = measured.day.rows
const daysOfYear = 365

/** A day's rows in one file, from the complete object to its published tables. */
function estimateDay(): Estimated {
  const { day } = measured
  const { convertChunk, findDuplicates, aggregate, others } = day.cpu
  const transfer = (bytes: number) => bytes / assumed.functionBytes
  const chunk = (convertChunk + transfer(day.csvBytes + day.parquetBytes)) / day.chunks
  const duplicates = findDuplicates + transfer(day.parquetBytes)
  const tables = aggregate + transfer(2 * day.parquetBytes)
  const waves = Math.ceil(day.chunks / assumed.concurrency)
  const billed = chunk * day.chunks + duplicates + tables + others
  const { total } = costOf({
    ...noUsage,
    gbSeconds: billed * assumed.functionGb,
    invocations: day.calls,
    transitions: day.transitions,
    puts: day.puts,
    gets: day.gets,
  })
  const seconds = assumed.runSeconds + waves * chunk + duplicates + tables
  return { what: `a day of ${count(day.rows)} rows, one file`, seconds, functions: total, clusters: 0 }
}

/** The night that computes a year of so many days on Spark: each of its days is copied first, for the cluster to read. */
function estimateNight(days: number): Estimated & { coreNodes: number } {
  const rows = days * dailyRows
  const coreNodes = coreNodesFor(rows, assumed)
  const cpu = (rows / measured.year.rows) * measured.year.sparkCpu
  const seconds = estimateOnEmr(0).seconds + cpu / (coreNodes * assumed.nodeCpus)
  const cost = costOf({ ...noUsage, puts: days, gets: days, clusterSeconds: seconds, coreNodes })
  const what = `a night, ${count(rows)} rows in the year so far, ${coreNodes} core nodes`
  return { what, seconds, functions: cost.s3, clusters: cost.emr, coreNodes }
}

/** So many days from the first of a year on, and the nights after them. */
function estimateSpan(name: string, days: number): Estimated {
  const nights = Array.from({ length: days }, (_, index) => estimateNight(index + 1))
  const sum = (of: (each: Estimated) => number) => nights.reduce((total, night) => total + of(night), 0)
  return {
    what: `${name}, ${count(days * dailyRows)} rows`,
    functions: days * estimateDay().functions + sum(({ functions }) => functions),
    clusters: sum(({ clusters }) => clusters),
  }
}

/** Thousands of small files of one day. */
function estimateFiles(files: number): Estimated {
  const { file } = measured
  const { total } = costOf({
    ...noUsage,
    gbSeconds: files * file.cpu * assumed.functionGb,
    invocations: files * file.calls,
    transitions: files * file.transitions,
    puts: files * file.puts,
    gets: files * file.gets,
  })
  return { what: `a day of ${count(files)} small files`, functions: total, clusters: 0 }
}

/** Ten million rows a day on AWS, estimated from what was measured here, by the list prices of `functions/run/prices.ts`. */
export const estimateVolume = (): Estimated[] => [
  estimateDay(),
  ...[30, 183, daysOfYear].map(estimateNight),
  estimateSpan('a month (January) with its nights', 30),
  estimateSpan('a year with its nights', daysOfYear),
  estimateFiles(3000),
]

/** Cells of a table: what, time, functions, clusters. */
export const volumeCells = ({ what, seconds, functions, clusters }: Estimated): string[] => [
  what,
  seconds === undefined ? '' : duration(seconds),
  formatDollars(functions),
  clusters === 0 ? '' : formatDollars(clusters),
]

/** What the estimate stands on, line by line. */
export function volumeConstants(): string[] {
  const { machine, day, year, file } = measured
  const { convertChunk, findDuplicates, aggregate, others } = day.cpu
  const { lambda, stepFunctions, s3, ec2, emr } = prices
  const read = [lambda, stepFunctions, s3, ec2, emr].map(({ source, asOf }) => `${source} (${asOf})`)
  return [
    `Measured ${machine}.`,
    `A day of ${count(day.rows)} rows: ${count(day.csvBytes)} bytes of CSV in ${day.chunks} chunks, ${count(day.parquetBytes)} bytes of Parquet; ` +
      `CPU seconds: convertChunk ${convertChunk}, findDuplicates ${findDuplicates}, aggregate ${aggregate}, all others ${others}; ` +
      `${day.calls} calls, ${day.transitions} transitions, ${day.puts} PUT, COPY or LIST, ${day.gets} GET or HEAD.`,
    `A year on Spark: ${year.sparkCpu} CPU seconds for ${count(year.rows)} rows, taken to grow with the rows.`,
    `A small file: ${file.cpu} CPU seconds, ${file.calls} calls, ${file.transitions} transitions, ${file.puts} PUT, COPY or LIST, ${file.gets} GET or HEAD.`,
    `Taken to be so on AWS: a CPU second there is one here; functions of ${assumed.functionGb} GB, ${count(assumed.functionBytes)} bytes a second ` +
      `between a function and S3, ${assumed.concurrency} functions at once, ${assumed.runSeconds} s for the short tasks of a run; ` +
      `${duration(estimateOnEmr(0).seconds)} until a cluster works, ${assumed.nodeCpus} CPUs a core node, on demand.`,
    `List prices: ${read.join(', ')}.`,
  ]
}

/** A line per figure. */
export const describeVolume = (estimated: readonly Estimated[]): string[] => [
  ...estimated.map((each) => {
    const [what, time, functions, clusters] = volumeCells(each)
    return `${what}: ${[time, `functions ${functions}`, clusters && `clusters ${clusters}`].filter(Boolean).join(', ')}`
  }),
  ...volumeConstants(),
]
