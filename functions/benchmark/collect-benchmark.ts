import type { Measured } from '../../jobs/benchmark/variants.ts'
import { withDuckDb } from '../runtime/duckdb.ts'
import { benchmarkKey, optimizedPrefix } from '../storage/layout.ts'
import { mustRead, type ObjectStore } from '../storage/store.ts'
import { writeBenchmarkReport } from './report.ts'
import { readSparkNotes } from './spark-notes.ts'

/** The object at `benchmarkKey`: what DuckDB measured. */
export interface StoredBenchmark {
  measured: Measured[]
  /** ISO 8601 UTC. */
  startedAt: string
}

/** Adds what Spark measured to the run's object of benchmark_report; returns its key. */
export async function collectBenchmark(store: ObjectStore, execution: string): Promise<{ report: string }> {
  const { measured, startedAt } = await mustRead<StoredBenchmark>(store, benchmarkKey(execution))
  return withDuckDb(async (session) => {
    const spark = await readSparkNotes(store, session, `${optimizedPrefix}spark/`)
    const all = [...measured, ...spark]
    return { report: await writeBenchmarkReport(store, session, execution, startedAt, all) }
  })
}
