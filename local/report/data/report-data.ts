import type { PublishedTables } from '../../query/open-tables.ts'
import { type Measurement, readBenchmark } from './benchmark.ts'
import { type Lineage, readLineage } from './lineage.ts'
import { type Quality, readQuality } from './quality.ts'
import { readSales, readYears, type Sales } from './sales.ts'
import { type KeptApart, readQuarantine, type Standing } from './standing.ts'
import type { Bar } from './timeline.ts'

/** What a run cost, by component, dollars. */
export interface CostItem {
  component: string
  dollars: number
  /** What was used: `12.4 GB-s`. */
  detail: string
}

/** The run a report was written after. */
export interface RunReport {
  execution: string
  outcome: string
  /** Object key of the upload that started it. */
  key?: string
  startedAt: string
  seconds: number
  stages: { stage: string; engine: string; rows: number; published: boolean }[]
  timeline: Bar[]
  costs: CostItem[]
}

/** Everything a report shows. */
export interface ReportData {
  generatedAt: Date
  sales: Sales
  quality: Quality
  quarantine: KeptApart
  lineage: Lineage
  benchmark: Measurement[]
  run: RunReport | null
}

/** Reads what a report shows of one year; without `year`, the one with the most transactions, or null when there are none. */
export async function readReportData(
  { connection }: PublishedTables,
  run: RunReport | null,
  standing: readonly Standing[],
  year?: number,
): Promise<ReportData | null> {
  const years = await readYears(connection)
  const chosen = year ?? years[0]
  if (chosen === undefined || !years.includes(chosen)) return null
  return {
    generatedAt: new Date(),
    sales: await readSales(connection, chosen, years),
    quality: await readQuality(connection),
    quarantine: await readQuarantine(connection, standing),
    lineage: await readLineage(connection, chosen),
    benchmark: await readBenchmark(connection),
    run,
  }
}
