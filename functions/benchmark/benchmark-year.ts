import type { Measured } from '../../jobs/benchmark/variants.ts'
import { emptyCatalog } from '../catalog/stage-state.ts'
import { readCatalog } from '../catalog/stored-catalog.ts'
import { countCpus, withDuckDb } from '../runtime/duckdb.ts'
import { benchmarkKey, optimizedPrefix } from '../storage/layout.ts'
import { type ObjectStore, writeJson } from '../storage/store.ts'
import { boundUnits, latestYear } from './latest-year.ts'
import { benchmarkDuckDb } from './on-duckdb.ts'
import { writeBenchmarkReport } from './report.ts'

export interface BenchmarkTask {
  execution: string
  /** ISO 8601 UTC. */
  startedAt: string
}

/** What was measured on DuckDB, and what Spark is to measure where `next` says so. */
type Benchmarked =
  | { next: 'none' }
  | {
      next: 'spark' | 'done'
      year: number
      rows: number
      /** A day that has rows. */
      day: string
      units: { key: string; unit: string }[]
    }

/** The object at `benchmarkKey`: what DuckDB measured. */
export interface StoredBenchmark {
  measured: Measured[]
  /** ISO 8601 UTC. */
  startedAt: string
}

/** Rows that are measured at most: every layout of them has room in the function's /tmp, beside the units they are taken from. */
const measuredRows = 1_000_000

/**
 * Measures the latest published year on DuckDB, bounded to a million rows; a year of `heavyRows` or more is measured on Spark
 * next, where `spark` allows it. What the last benchmark wrote is removed.
 */
export async function benchmarkYear(
  store: ObjectStore,
  { execution, startedAt }: BenchmarkTask,
  { heavyRows, spark, most = measuredRows }: { heavyRows: number; spark: boolean; most?: number },
): Promise<Benchmarked> {
  const catalog = (await readCatalog(store)) ?? emptyCatalog()
  const { year, units } = latestYear(catalog)
  if (units.length === 0) return { next: 'none' }
  await removeLast(store)
  const day = await withDuckDb(async (session) => {
    const bounded = boundUnits(units, most)
    const target = { prefix: `${optimizedPrefix}duckdb/`, rows: most }
    const { measured, day } = await benchmarkDuckDb(store, session, bounded, target)
    await writeJson(store, benchmarkKey(execution), { measured, startedAt } satisfies StoredBenchmark)
    await writeBenchmarkReport(store, session, execution, startedAt, measured)
    return day
  }, countCpus())
  const rows = units.reduce((sum, unit) => sum + unit.rows, 0)
  const next = spark && rows >= heavyRows ? 'spark' : 'done'
  return { next, year, rows, day, units: units.map(({ key, unit }) => ({ key, unit })) }
}

async function removeLast(store: ObjectStore): Promise<void> {
  const keys: string[] = []
  for await (const { key } of store.list(optimizedPrefix)) keys.push(key)
  await store.delete(keys)
}
