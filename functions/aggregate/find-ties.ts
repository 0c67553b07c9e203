import { quoteText } from '../../jobs/duckdb-sql.ts'
import type { PlannedContribution, PlannedStage, Tie } from '../catalog/catalog.ts'
import { type DuckDbSession, fileList, readRows } from '../runtime/duckdb.ts'
import type { Downloads } from '../storage/downloads.ts'
import { momentOf } from '../upload/upload-identity.ts'
import { findStagedFiles } from './staged-files.ts'

/** Pairs of keys that are named; more than these are of one habit. */
const named = 5

/**
 * Pairs of a unit's contributions that were stored in the same second and share transactions: only their names say which
 * is newer. Reads the view `transactions`, the unit's de-duplicated rows; costs nothing unless two contributions are of
 * one second, and one query unless rows of theirs gave way.
 */
export async function findTies(
  downloads: Downloads,
  session: DuckDbSession,
  planned: PlannedStage,
): Promise<Tie[]> {
  const tied = tiedAmong(planned.contributions ?? [])
  if (tied.length === 0 || (await allKept(session, tied))) return []
  const { files: keys } = await findStagedFiles(downloads, { ...planned, contributions: tied })
  const files = await downloads.mustDownload(keys)
  const uploads = tied.map((each) => `(${quoteText(each.upload)}, ${quoteText(momentOf(each.order))})`)
  const pairs = await readRows<{ loser: string; winner: string; shared: bigint }>(
    session.connection,
    `WITH tied(upload_id, moment) AS (VALUES ${uploads.join(', ')}),
    kept AS (SELECT transaction_id, upload_id AS winner, moment FROM transactions JOIN tied USING (upload_id)),
    staged AS (
      SELECT transaction_id, upload_id AS loser, moment
      FROM read_parquet(${fileList(files)}, union_by_name = true, hive_partitioning = false) JOIN tied USING (upload_id)
    )
    SELECT loser, winner, COUNT(*) AS shared FROM staged JOIN kept USING (transaction_id, moment)
    WHERE loser <> winner GROUP BY ALL ORDER BY shared DESC, loser, winner LIMIT ${named}`,
  )
  const keyOf = (upload: string) => tied.find((each) => each.upload === upload)!.key
  return pairs.map(({ loser, winner, shared }) => {
    return { loser: keyOf(loser), winner: keyOf(winner), rows: Number(shared) }
  })
}

const tiedAmong = (contributions: readonly PlannedContribution[]): PlannedContribution[] =>
  [...Map.groupBy(contributions, ({ order }) => momentOf(order)).values()]
    .filter((ofOneSecond) => ofOneSecond.length > 1)
    .flat()

/** True when the unit still has every row of these contributions, as it nearly always has. */
async function allKept({ connection }: DuckDbSession, contributions: readonly PlannedContribution[]) {
  const uploads = contributions.map(({ upload }) => quoteText(upload))
  const [kept] = await readRows<{ rows: bigint }>(
    connection,
    `SELECT COUNT(*) AS rows FROM transactions WHERE upload_id IN (${uploads.join(', ')})`,
  )
  return Number(kept!.rows) === contributions.reduce((sum, { rows }) => sum + rows, 0)
}
