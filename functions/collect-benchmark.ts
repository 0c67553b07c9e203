import { collectBenchmark } from './benchmark/spark-notes.ts'
import { handle } from './handle.ts'

/** State CollectBenchmark: adds what Spark measured to what DuckDB did. */
export const handler = handle(({ execution }: { execution: string }, store) =>
  collectBenchmark(store, execution),
)
