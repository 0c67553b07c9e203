import { partitionPath, tables } from '../hive/contract.ts'
import type { PartitionColumn, Table } from '../hive/table.ts'
import { parseStage, type Stage, type StageId } from './stages.ts'

type PartitionValue = string | number | null

/** One object a stage writes: the table and the path below its prefix, such as `txn_year=2024/txn_month=3`. */
interface Partition {
  table: string
  partition: string
}

/** Tables a stage computes, in order. */
export const stageTables = ({ job, grain }: Stage): Table[] =>
  tables.filter((table) => table.job === job && table.grain === (grain === 'year' ? 'year' : 'unit'))

/** Values that a partition column takes in a stage, whatever its rows are. */
function columnValues(stage: Stage, { name, values }: PartitionColumn): PartitionValue[] {
  const fixed = stage.values[name]
  if (fixed !== undefined) return [fixed]
  if (values.type === 'enum') return [...values.values]
  if (values.type === 'integer')
    return Array.from({ length: values.last - values.first + 1 }, (_, index) => values.first + index)
  throw new Error(`no fixed values for partition column ${name} in ${stage.id}`)
}

/** Values of the partition columns of every partition that a stage writes of one of its tables. */
export function partitionValues(stage: Stage, table: Table): Record<string, PartitionValue>[] {
  let combinations: Record<string, PartitionValue>[] = [{}]
  for (const column of table.partitions) {
    const values = columnValues(stage, column)
    combinations = combinations.flatMap((known) =>
      values.map((value) => ({ ...known, [column.name]: value })),
    )
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
