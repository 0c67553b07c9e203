import type { DuckDBConnection } from '@duckdb/node-api'
import { emptyCatalog } from '../../../functions/catalog/stage-state.ts'
import { readCatalog, readContributions } from '../../../functions/catalog/stored-catalog.ts'
import { s3Store } from '../../../functions/storage/store.ts'
import { rowsOf } from '../../query/result.ts'

/** What an upload that stands has beside its published rows. */
export interface Standing {
  key: string
  upload: string
  /** Name of the source that its rows were converted by. */
  source: string
  /** Rows that are kept apart. */
  quarantined: number
}

/** Uploads that stand, and the rows of theirs that are kept apart. */
export interface KeptApart {
  /** Standing uploads by source, the most first. */
  sources: { source: string; uploads: number; quarantined: number }[]
  /** Rows that are kept apart, by upload and check; the most first. */
  kept: { upload: string; key: string; source: string; check: string; rows: number; line: number }[]
  /** Of them, those that are not listed. */
  more: number
}

const listed = 30

/** Reads what stands now: neither replaced nor retracted. */
export async function listStanding(bucket: string): Promise<Standing[]> {
  const store = s3Store(bucket)
  const catalog = (await readCatalog(store)) ?? emptyCatalog()
  const standing: Standing[] = []
  for await (const page of readContributions(store, catalog))
    for (const [key, { upload, source, quarantined = 0 }] of Object.entries(page))
      if (upload) standing.push({ key, upload, source: source?.name ?? 'contract', quarantined })
  return standing
}

/** Reads what quarantined_txn says of the uploads that stand. What it says of others is the past. */
export async function readQuarantine(
  connection: DuckDBConnection,
  standing: readonly Standing[],
): Promise<KeptApart> {
  const sources = [...Map.groupBy(standing, ({ source }) => source)].map(([source, uploads]) => ({
    source,
    uploads: uploads.length,
    quarantined: uploads.reduce((sum, { quarantined }) => sum + quarantined, 0),
  }))
  const found = await rowsOf<{ upload: string; check: string; rows: number; line: number }>(
    connection,
    `SELECT upload_id AS upload, check_name AS check, COUNT(*) AS rows, MIN(line) AS line
     FROM quarantined_txn GROUP BY ALL ORDER BY rows DESC, 1, 2`,
  )
  const live = new Map(standing.map((each) => [each.upload, each]))
  const kept = found.flatMap((row) => {
    const of = live.get(row.upload)
    return of && of.quarantined > 0 ? [{ ...row, key: of.key, source: of.source }] : []
  })
  return {
    sources: sources.sort((a, b) => b.uploads - a.uploads || a.source.localeCompare(b.source)),
    kept: kept.slice(0, listed),
    more: Math.max(0, kept.length - listed),
  }
}
