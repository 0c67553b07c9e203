import { partitionPath } from '../../hive/contract.ts'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import { parseStage } from '../../jobs/stages.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { partitionKey } from '../storage/layout.ts'

/** A published month of the year that is measured. */
export interface BenchmarkMonth {
  /** Key of its partitioned_txn object. */
  key: string
  month: number
  rows: number
}

/** The published months of the latest year, newest first; empty when nothing is published. Pure. */
export function latestYear(catalog: Catalog): { year: number; months: BenchmarkMonth[] } {
  const published = Object.entries(catalog.stages)
    .map(([id, entry]) => ({ ...parseStage(id), rows: entry.rows, done: entry.done }))
    .filter(({ grain, rows, done }) => grain !== 'year' && done > 0 && rows > 0)
  const year = Math.max(0, ...published.map((stage) => stage.year))
  const months = published
    .filter((stage) => stage.year === year)
    .sort((a, b) => b.values.txn_month! - a.values.txn_month!)
    .map(({ values, rows }) => {
      const path = partitionPath(partitionedTxn, values)
      return { key: partitionKey(partitionedTxn.name, path), month: values.txn_month!, rows }
    })
  return { year, months }
}

/** As many of the months as have at most `limit` rows together; at least one. Pure. */
export function boundMonths(months: readonly BenchmarkMonth[], limit: number): BenchmarkMonth[] {
  const chosen: BenchmarkMonth[] = []
  let rows = 0
  for (const month of months) {
    if (chosen.length > 0 && rows + month.rows > limit) break
    chosen.push(month)
    rows += month.rows
  }
  return chosen
}
