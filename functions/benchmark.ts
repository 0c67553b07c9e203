import { boundMonths, latestYear } from './benchmark/latest-year.ts'
import { benchmarkDuckDb } from './benchmark/on-duckdb.ts'
import { writeBenchmarkReport } from './benchmark/report.ts'
import type { Catalog } from './catalog/catalog.ts'
import { handle } from './handle.ts'
import { withDuckDb } from './runtime/duckdb.ts'
import { emrIsOn, readNumber } from './runtime/environment.ts'
import { logger } from './runtime/logger.ts'
import { benchmarkKey, catalogKey, optimizedPrefix } from './storage/layout.ts'
import { readJson, writeJson } from './storage/store.ts'

interface BenchmarkEvent {
  execution: string
  /** ISO 8601 UTC. */
  startedAt: string
}

/** Measures the latest year on DuckDB; a heavy year is measured on Spark next. What the last benchmark wrote is removed. */
export const handler = handle(async ({ execution, startedAt }: BenchmarkEvent, store) => {
  const catalog = (await readJson<Catalog>(store, catalogKey))?.value ?? { keys: {}, stages: {} }
  const { year, months } = latestYear(catalog)
  if (months.length === 0) return { next: 'none' }
  const old: string[] = []
  for await (const { key } of store.list(optimizedPrefix)) old.push(key)
  await store.delete(old)
  const heavyRows = readNumber('HEAVY_ROWS')
  const rows = months.reduce((sum, month) => sum + month.rows, 0)
  const day = await withDuckDb(async (session) => {
    const bounded = boundMonths(months, heavyRows)
    const found = await benchmarkDuckDb(store, session, bounded, `${optimizedPrefix}duckdb/`)
    await writeJson(store, benchmarkKey(execution), { measured: found.measured, startedAt })
    await writeBenchmarkReport(store, session, execution, startedAt, found.measured)
    return found.day
  })
  logger.info('measured', { year, rows })
  const onSpark = emrIsOn() && process.env.SPARK_BENCHMARK === 'on' && rows >= heavyRows
  const next = onSpark ? 'spark' : 'done'
  return { next, year, rows, day, months: months.map(({ key, month }) => ({ key, month })) }
})
