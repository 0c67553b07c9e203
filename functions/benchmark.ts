import { boundMonths, latestYear } from './benchmark/latest-year.ts'
import { benchmarkDuckDb } from './benchmark/on-duckdb.ts'
import { writeBenchmarkReport } from './benchmark/report.ts'
import type { Catalog } from './catalog/catalog.ts'
import { withDuckDb } from './runtime/duckdb.ts'
import { emrIsOn, outputBucket, readNumber } from './runtime/environment.ts'
import { carry, logger } from './runtime/handler.ts'
import { benchmarkKey, catalogKey, optimizedPrefix } from './storage/layout.ts'
import { deleteObjects, listObjects } from './storage/object-store.ts'
import { readJson, s3Store, writeJson } from './storage/store.ts'

interface BenchmarkEvent {
  execution: string
  /** ISO 8601 UTC. */
  startedAt: string
}

/** Measures the latest year on DuckDB; a heavy year is measured on Spark next. What the last benchmark wrote is removed. */
export const handler = carry(async ({ execution, startedAt }: BenchmarkEvent) => {
  const bucket = outputBucket()
  const catalog = (await readJson<Catalog>(s3Store(bucket), catalogKey))?.value ?? { keys: {}, stages: {} }
  const { year, months } = latestYear(catalog)
  if (months.length === 0) return { next: 'none' }
  const old: string[] = []
  for await (const { key } of listObjects(bucket, optimizedPrefix)) old.push(key)
  await deleteObjects(bucket, old)
  const heavyRows = readNumber('HEAVY_ROWS')
  const rows = months.reduce((sum, month) => sum + month.rows, 0)
  const day = await withDuckDb(async (session) => {
    const bounded = boundMonths(months, heavyRows)
    const found = await benchmarkDuckDb(session, bounded, `${optimizedPrefix}duckdb/`)
    await writeJson(s3Store(bucket), benchmarkKey(execution), { measured: found.measured, startedAt })
    await writeBenchmarkReport(session, execution, startedAt, found.measured)
    return found.day
  })
  logger.info('measured', { year, rows })
  const onSpark = emrIsOn() && process.env.SPARK_BENCHMARK === 'on' && rows >= heavyRows
  const next = onSpark ? 'spark' : 'done'
  return { next, year, rows, day, months: months.map(({ key, month }) => ({ key, month })) }
})
