import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { estimateOnEmr, estimateOnLambda } from '../../functions/run/routing.ts'
import { count, size } from '../terminal/wording.ts'
import { timePipeline } from './pipeline.ts'
import { timeRawDuckDb } from './raw-duckdb.ts'
import { makeSample, type Phase, phases, type Timing } from './sample.ts'
import { timeSpark } from './spark.ts'

/** What each engine took for the same transactions. */
interface EngineTimes {
  rows: number
  bytes: number
  pipeline: Timing
  duckdb: Timing
  spark: Timing
}

/** Times the pipeline's own code, raw DuckDB and raw Spark one after the other, for each number of rows. */
export async function compareEngines(
  sizes: readonly number[],
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<EngineTimes[]> {
  const measured: EngineTimes[] = []
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
  return measured
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
