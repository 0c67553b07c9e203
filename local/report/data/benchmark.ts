import type { DuckDBConnection } from '@duckdb/node-api'
import { rowsOf } from '../../query/result.ts'

/** One measured variant of the newest benchmark run. */
export interface Measurement {
  day: string
  engine: string
  test: string
  seconds: number
  rows: number | null
  bytes: number | null
  files: number | null
  detail: string | null
}

/** Reads the newest benchmark of each engine; nothing when none was run. */
export function readBenchmark(connection: DuckDBConnection): Promise<Measurement[]> {
  return rowsOf<Measurement>(
    connection,
    `SELECT run_date AS day, engine, test_name AS test, elapsed_sec AS seconds, row_count AS rows, bytes, files, detail
     FROM benchmark_report
     QUALIFY run_date = MAX(run_date) OVER (PARTITION BY engine)
     ORDER BY test_name, engine`,
  )
}
