import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { partitionPath } from '../../hive/contract.ts'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import { duckDbType, quoteText } from '../../jobs/duckdb-sql.ts'
import { selectYear } from '../../jobs/sql.ts'
import { parseUnit } from '../../jobs/stages.ts'
import type { PlannedStage } from '../catalog/catalog.ts'
import { mapConcurrently } from '../runtime/concurrently.ts'
import { type DuckDbSession, fileList, readRows } from '../runtime/duckdb.ts'
import { ReconciliationError } from '../runtime/errors.ts'
import { partitionKey } from '../storage/layout.ts'
import { isMissing } from '../storage/object-store.ts'
import type { ObjectStore } from '../storage/store.ts'
import { emptyRelation, type InputTotals, readTotals, reconcile } from './totals.ts'

type PlannedMonth = NonNullable<PlannedStage['months']>[number]

/**
 * Makes the view `transactions` of a year: its published months, each read whole in one GET; a month without an object
 * has no rows. Throws ReconciliationError when a month is older than the plan says or its rows or amount differ. A month
 * that is newer by now is taken as it is: whoever published it makes the year dirty again.
 */
export async function loadYear(
  store: ObjectStore,
  session: DuckDbSession,
  planned: PlannedStage,
): Promise<InputTotals> {
  const months = planned.months ?? []
  const files = await mapConcurrently(months, months.length, (month) => download(store, session, month))
  const found = files.filter((file) => file !== null)
  const relation =
    found.length === 0
      ? emptyRelation([...partitionedTxn.columns, ...partitionedTxn.partitions])
      : `SELECT * FROM read_parquet(${fileList(found)}, hive_partitioning = true, ` +
        `hive_types = {${partitionedTxn.partitions.map(({ name, type }) => `${quoteText(name)}: ${duckDbType[type]}`).join(', ')}})`
  await session.connection.run(`CREATE VIEW transactions AS ${selectYear(relation)}`)
  for (const [index, month] of months.entries()) await reconcileMonth(session, month, files[index] ?? null)
  return readTotals(session.connection)
}

async function download(
  store: ObjectStore,
  { folder }: DuckDbSession,
  { stage }: PlannedMonth,
): Promise<string | null> {
  const key = partitionKey(partitionedTxn.name, partitionPath(partitionedTxn, parseUnit(stage).values))
  const file = join(folder, key)
  await mkdir(dirname(file), { recursive: true })
  try {
    await store.getFile(key, file)
    return file
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

async function reconcileMonth({ connection }: DuckDbSession, month: PlannedMonth, file: string | null) {
  if (file === null) return reconcile(month.stage, { rows: 0, amount: 0 }, month)
  const [metadata] = await readRows<{ generation: string }>(
    connection,
    `SELECT decode(value) AS generation FROM parquet_kv_metadata(${fileList([file])})
    WHERE decode(key) = 'generation'`,
  )
  const generation = Number(metadata?.generation)
  if (generation > month.generation) return
  if (generation !== month.generation)
    throw new ReconciliationError(
      `${month.stage} is published in generation ${generation}, the plan says ${month.generation}`,
    )
  const own = Object.entries(parseUnit(month.stage).values).map(([name, value]) => `${name} = ${value}`)
  reconcile(month.stage, await readTotals(connection, own.join(' AND ')), month)
}
