import { partitionPath } from '../../hive/contract.ts'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import { fromFolders, selectStored } from '../../jobs/duckdb-sql.ts'
import { selectYear } from '../../jobs/sql.ts'
import { parseUnit, type StageId } from '../../jobs/stages.ts'
import type { PlannedStage, PublishedUnit } from '../catalog/catalog.ts'
import { mapConcurrently } from '../runtime/concurrently.ts'
import { type DuckDbSession, fileList, readRows } from '../runtime/duckdb.ts'
import { ReconciliationError } from '../runtime/errors.ts'
import type { Downloads } from '../storage/downloads.ts'
import { partitionKey } from '../storage/layout.ts'
import { type InputTotals, readTotals, reconcile } from './totals.ts'

const atOnce = 16

/**
 * Makes the view `transactions` of a year: its published units, each read whole in one GET; a unit without an object
 * has no rows. Throws ReconciliationError when a unit is older than the plan says or its rows or amount differ. A unit
 * that is newer by now is taken as it is: whoever published it makes the year dirty again.
 */
export async function loadYear(
  downloads: Downloads,
  session: DuckDbSession,
  planned: PlannedStage,
): Promise<InputTotals> {
  const units = planned.units ?? []
  const files = await mapConcurrently(units, atOnce, ({ stage }) => downloads.file(publishedKey(stage)))
  const found = files.filter((file) => file !== null)
  const { columns, partitions } = partitionedTxn
  const relation = selectStored([...columns, ...partitions], found, fromFolders(partitions))
  await session.connection.run(`CREATE OR REPLACE VIEW transactions AS ${selectYear(relation)}`)
  for (const [index, unit] of units.entries()) await reconcileUnit(session, unit, files[index] ?? null)
  return readTotals(session.connection)
}

function publishedKey(stage: StageId): string {
  const { values, part } = parseUnit(stage)
  return partitionKey(partitionedTxn.name, partitionPath(partitionedTxn, values), part)
}

async function reconcileUnit({ connection }: DuckDbSession, unit: PublishedUnit, file: string | null) {
  if (file === null) return reconcile(unit.stage, { rows: 0, amount: 0 }, unit)
  const [metadata] = await readRows<{ generation: string }>(
    connection,
    `SELECT decode(value) AS generation FROM parquet_kv_metadata(${fileList([file])})
    WHERE decode(key) = 'generation'`,
  )
  const generation = Number(metadata?.generation)
  if (generation > unit.generation) return
  if (generation !== unit.generation)
    throw new ReconciliationError(
      `${unit.stage} is published in generation ${generation}, the plan says ${unit.generation}`,
    )
  const own = `read_parquet(${fileList([file])}, hive_partitioning = false)`
  reconcile(unit.stage, await readTotals(connection, 'true', own), unit)
}
