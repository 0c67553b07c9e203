import { mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { partitionPath } from '../../hive/contract.ts'
import type { Table } from '../../hive/table.ts'
import { copyToParquet, duckDbType, quoteText, selectPartition } from '../../jobs/duckdb-sql.ts'
import { partitionValues } from '../../jobs/partitions.ts'
import type { Stage } from '../../jobs/stages.ts'
import { type DuckDbSession, readRows } from '../runtime/duckdb.ts'
import { PipelineError, ReconciliationError } from '../runtime/errors.ts'

/** A partition's file on this machine, to be uploaded. */
export interface PartitionFile {
  table: string
  partition: string
  file: string
  rows: number
  bytes: number
}

/**
 * Writes the fixed set of a table's partitions for a stage into the session's folder, one Parquet file each, empty ones
 * with zero rows. `relation` holds the table's rows with its partition columns; with several partitions it is read more
 * than once. Throws PipelineError when the columns' types are not the contract's, ReconciliationError when a row belongs to
 * none of several partitions.
 */
export async function writePartitions(
  { connection, folder }: DuckDbSession,
  table: Table,
  relation: string,
  stage: Stage,
  generation: number,
): Promise<PartitionFile[]> {
  const files: PartitionFile[] = []
  for (const values of partitionValues(stage, table)) {
    const partition = partitionPath(table, values)
    const file = join(folder, 'computed', table.name, partition, 'part-0.parquet')
    await mkdir(dirname(file), { recursive: true })
    const copy = copyToParquet(table, selectPartition(table, relation, values), file, generation)
    const [written] = await readRows<{ Count: bigint }>(connection, copy)
    files.push({
      table: table.name,
      partition,
      file,
      rows: Number(written!.Count),
      bytes: (await stat(file)).size,
    })
  }
  await checkTypes(connection, table, files[0]!.file)
  if (files.length > 1) await checkRows(connection, table, relation, files)
  return files
}

/** Looks into a file that was written: what a SELECT makes would take DuckDB a whole plan to say. */
async function checkTypes(connection: DuckDBConnection, table: Table, file: string): Promise<void> {
  const described = await readRows<{ column_name: string; column_type: string }>(
    connection,
    `DESCRIBE FROM read_parquet(${quoteText(file)}, hive_partitioning = false)`,
  )
  const computed = described.map((column) => `${column.column_name} ${column.column_type}`).join(', ')
  const wanted = table.columns.map(({ name, type }) => `${name} ${duckDbType[type]}`).join(', ')
  if (computed !== wanted)
    throw new PipelineError(`${table.name} computes (${computed}), the contract wants (${wanted})`)
}

async function checkRows(
  connection: DuckDBConnection,
  table: Table,
  relation: string,
  files: readonly PartitionFile[],
): Promise<void> {
  const [total] = await readRows<{ rows: bigint }>(connection, `SELECT COUNT(*) AS rows FROM ${relation}`)
  const outside = Number(total!.rows) - files.reduce((sum, { rows }) => sum + rows, 0)
  if (outside !== 0)
    throw new ReconciliationError(`${table.name} has ${outside} rows outside the partitions of its stage`)
}
