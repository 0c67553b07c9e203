import type { Measured } from '../jobs/benchmark/variants.ts'
import { writeBenchmarkReport } from './benchmark/report.ts'
import { readSparkNotes } from './benchmark/spark-notes.ts'
import { withDuckDb } from './runtime/duckdb.ts'
import { outputBucket } from './runtime/environment.ts'
import { carry } from './runtime/handler.ts'
import { benchmarkKey, optimizedPrefix } from './storage/layout.ts'
import { readJson, s3Store } from './storage/store.ts'

interface CollectBenchmarkEvent {
  execution: string
}

/** Adds what Spark measured to the run's object of benchmark_report. */
export const handler = carry(async ({ execution }: CollectBenchmarkEvent) => {
  const stored = await readJson<{ measured: Measured[]; startedAt: string }>(
    s3Store(outputBucket()),
    benchmarkKey(execution),
  )
  if (!stored) throw new Error(`no benchmark of ${execution}`)
  const { measured, startedAt } = stored.value
  return withDuckDb(async (session) => {
    const spark = await readSparkNotes(session, `${optimizedPrefix}spark/`)
    return { report: await writeBenchmarkReport(session, execution, startedAt, [...measured, ...spark]) }
  })
})
