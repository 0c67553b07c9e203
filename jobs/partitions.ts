import { partitionPath, tables } from '../hive/contract.ts'
import { policy } from '../hive/policy.ts'
import type { Table } from '../hive/table.ts'
import { parseStage, type Stage, type StageId } from './stages.ts'

/** One object a stage writes: the table and the path below its prefix, such as `txn_year=2024/txn_month=3`. */
export interface Partition {
  table: string
  partition: string
}

/** Tables a stage computes, in order. */
export function stageTables(stage: Stage): Table[] {
  const grain = stage.month === undefined ? 'year' : 'month'
  return tables.filter((table) => table.job === stage.job && table.grain === grain)
}

/** Values that a partition column takes in a stage, whatever its rows are. */
function columnValues(stage: Stage, column: string): (string | number | null)[] {
  if (column === 'txn_year') return [stage.year]
  if (column === 'txn_month' && stage.month !== undefined) return [stage.month]
  if (column === 'txn_quarter') return [1, 2, 3, 4]
  if (column === 'region') return [...policy.domains.region, null]
  throw new Error(`no fixed values for partition column ${column} in ${stage.id}`)
}

/** Values of the partition columns of every partition that a stage writes of one of its tables. */
export function partitionValues(stage: Stage, table: Table): Record<string, string | number | null>[] {
  let combinations: Record<string, string | number | null>[] = [{}]
  for (const { name } of table.partitions) {
    const values = columnValues(stage, name)
    combinations = combinations.flatMap((known) => values.map((value) => ({ ...known, [name]: value })))
  }
  return combinations
}

/** Paths of the fixed set of partitions that a stage writes of one of its tables. */
export const tablePartitions = (stage: Stage, table: Table): string[] =>
  partitionValues(stage, table).map((values) => partitionPath(table, values))

/** Every partition a stage always writes, empty ones with zero rows, so that nothing stale can remain. */
export function stagePartitions(id: StageId): Partition[] {
  const stage = parseStage(id)
  return stageTables(stage).flatMap((table) =>
    tablePartitions(stage, table).map((partition) => ({ table: table.name, partition })),
  )
}
