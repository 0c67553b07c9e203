import { partitionedTxn } from '../../hive/tables/etl.ts'
import { quoteText, selectStored } from '../../jobs/duckdb-sql.ts'
import { isOfUnit, parseUnit } from '../../jobs/stages.ts'
import type { PlannedStage } from '../catalog/catalog.ts'
import type { DuckDbSession } from '../runtime/duckdb.ts'
import type { Downloads } from '../storage/downloads.ts'
import { findStagedFiles } from './staged-files.ts'
import { type InputTotals, readTotals, reconcile } from './totals.ts'

/**
 * Makes the view `transactions` of a unit: what its contributions staged, with `upload_order` (higher is newer).
 * `loose` when it took many small files. Throws MissingObjectError when a manifest or a staged file is gone, ReconciliationError when the rows are not
 * exactly those the plan counts, all of this unit.
 */
export async function loadUnit(
  downloads: Downloads,
  session: DuckDbSession,
  planned: PlannedStage,
): Promise<InputTotals & { loose: boolean }> {
  const contributions = planned.contributions ?? []
  const { files: keys, loose, amount } = await findStagedFiles(downloads, planned)
  const files = await downloads.mustDownload(keys)
  await session.connection.run(`CREATE OR REPLACE VIEW transactions AS ${stagedRows(contributions, files)}`)
  const totals = await readTotals(session.connection, isOfUnit(parseUnit(planned.stage)))
  const rows = contributions.reduce((sum, contribution) => sum + contribution.rows, 0)
  reconcile(planned.stage, totals, { rows, amount })
  return { ...totals, loose }
}

/** Every staged row names its upload, and the plan lists the contributions oldest first. */
function stagedRows(contributions: readonly { upload: string }[], files: readonly string[]): string {
  const orders = contributions.map(({ upload }, index) => `(${quoteText(upload)}, ${index + 1}::BIGINT)`)
  const stored = selectStored(partitionedTxn.columns, files, ', hive_partitioning = false')
  if (orders.length === 0) orders.push('(NULL, NULL::BIGINT)')
  return (
    `SELECT staged.*, upload_order FROM (${stored}) AS staged ` +
    `JOIN (VALUES ${orders.join(', ')}) AS contributions(upload_id, upload_order) USING (upload_id)`
  )
}
