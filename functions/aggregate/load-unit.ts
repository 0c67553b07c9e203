import { join } from 'node:path'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import { quoteText, selectStored } from '../../jobs/duckdb-sql.ts'
import { isOfUnit, parseUnit } from '../../jobs/stages.ts'
import type { PlannedStage } from '../catalog/catalog.ts'
import { mapConcurrently } from '../runtime/concurrently.ts'
import type { DuckDbSession } from '../runtime/duckdb.ts'
import { MissingObjectError } from '../runtime/errors.ts'
import { isMissing } from '../storage/object-store.ts'
import { type ObjectStore, s3Path } from '../storage/store.ts'
import { findStagedFiles } from './staged-files.ts'
import { type InputTotals, readTotals, reconcile } from './totals.ts'

const downloads = 16

/**
 * Makes the view `transactions` of a unit: what its contributions staged, with `upload_order` (higher is newer).
 * `loose` when it took many small files. Throws MissingObjectError when a manifest or a staged file is gone, ReconciliationError when the rows are not
 * exactly those the plan counts, all of this unit.
 */
export async function loadUnit(
  store: ObjectStore,
  session: DuckDbSession,
  planned: PlannedStage,
): Promise<InputTotals & { loose: boolean }> {
  const contributions = planned.contributions ?? []
  const { files: keys, loose, amount } = await findStagedFiles(store, planned)
  const files = await mapConcurrently(keys, downloads, async (key, index) => {
    const file = join(session.folder, `staged-${index}.parquet`)
    await downloadStaged(store, key, file)
    return file
  })
  await session.connection.run(`CREATE VIEW transactions AS ${stagedRows(contributions, files)}`)
  const totals = await readTotals(session.connection, isOfUnit(parseUnit(planned.stage)))
  const rows = contributions.reduce((sum, contribution) => sum + contribution.rows, 0)
  reconcile(planned.stage, totals, { rows, amount })
  return { ...totals, loose }
}

/** Throws MissingObjectError when the staged file is gone. */
export async function downloadStaged(store: ObjectStore, key: string, file: string): Promise<void> {
  try {
    await store.getFile(key, file)
  } catch (error) {
    if (!isMissing(error)) throw error
    throw new MissingObjectError(s3Path(store, key), { cause: error })
  }
}

/** Every staged row names its upload, and the plan lists the contributions oldest first. */
function stagedRows(contributions: readonly { upload: string }[], files: readonly string[]): string {
  const orders = contributions.map(({ upload }, index) => `(${quoteText(upload)}, ${index + 1}::BIGINT)`)
  if (orders.length === 0) orders.push('(NULL, NULL::BIGINT)')
  return (
    `SELECT staged.*, upload_order FROM (${selectStored(partitionedTxn.columns, files)}) AS staged ` +
    `JOIN (VALUES ${orders.join(', ')}) AS contributions(upload_id, upload_order) USING (upload_id)`
  )
}
