import { type BenchmarkTask, benchmarkYear } from './benchmark/benchmark-year.ts'
import { handle } from './handle.ts'
import { emrIsOn, readNumber } from './runtime/environment.ts'
import { logger } from './runtime/logger.ts'

/** State Benchmark: measures the latest year on DuckDB, and says whether Spark is to measure it too. */
export const handler = handle(async (task: BenchmarkTask, store) => {
  const spark = emrIsOn() && process.env.SPARK_BENCHMARK === 'on'
  const benchmarked = await benchmarkYear(store, task, { heavyRows: readNumber('HEAVY_ROWS'), spark })
  logger.info('measured', benchmarked)
  return benchmarked
})
