import { partitionPath } from '../../hive/contract.ts'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import { parseUnit } from '../../jobs/stages.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { isUnit } from '../catalog/stage-state.ts'
import { partitionKey } from '../storage/layout.ts'

/** A published unit of the year that is measured. */
export interface BenchmarkUnit {
  /** Key of its partitioned_txn object. */
  key: string
  /** `2024-03` or `2024-03-07`. */
  unit: string
  rows: number
}

/** The published units of the latest year, newest first; empty when nothing is published. Pure. */
export function latestYear(catalog: Catalog): { year: number; units: BenchmarkUnit[] } {
  const published = Object.entries(catalog.stages)
    .filter(([id, { rows, done }]) => isUnit(id) && done > 0 && rows > 0)
    .map(([id, { rows }]) => ({ ...parseUnit(id), rows }))
  const year = published.reduce((latest, stage) => Math.max(latest, stage.year), 0)
  const units = published
    .filter((stage) => stage.year === year)
    .sort((a, b) => (a.unit < b.unit ? 1 : -1))
    .map(({ values, part, unit, rows }) => {
      const path = partitionPath(partitionedTxn, values)
      return { key: partitionKey(partitionedTxn.name, path, part), unit, rows }
    })
  return { year, units }
}

/** As many of the units as have at most `limit` rows together; at least one. Pure. */
export function boundUnits(units: readonly BenchmarkUnit[], limit: number): BenchmarkUnit[] {
  const chosen: BenchmarkUnit[] = []
  let rows = 0
  for (const unit of units) {
    if (chosen.length > 0 && rows + unit.rows > limit) break
    chosen.push(unit)
    rows += unit.rows
  }
  return chosen
}
