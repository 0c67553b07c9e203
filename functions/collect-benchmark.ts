import type { Measured } from '../jobs/benchmark/variants.ts'
import { writeBenchmarkReport } from './benchmark/report.ts'
import { readSparkNotes } from './benchmark/spark-notes.ts'
import { handle } from './handle.ts'
import { withDuckDb } from './runtime/duckdb.ts'
import { benchmarkKey, optimizedPrefix } from './storage/layout.ts'
import { mustRead } from './storage/store.ts'

interface CollectBenchmarkEvent {
  execution: string
}

/** Adds what Spark measured to the run's object of benchmark_report. */
export const handler = handle(async ({ execution }: CollectBenchmarkEvent, store) => {
  const { measured, startedAt } = await mustRead<{ measured: Measured[]; startedAt: string }>(
    store,
    benchmarkKey(execution),
  )
  return withDuckDb(async (session) => {
    const spark = await readSparkNotes(store, session, `${optimizedPrefix}spark/`)
    return {
      report: await writeBenchmarkReport(store, session, execution, startedAt, [...measured, ...spark]),
    }
  })
})
