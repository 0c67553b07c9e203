import type { DuckDBConnection } from '@duckdb/node-api'
import { rowsOf } from '../../query/result.ts'

/** Which uploads made which months: published rows by upload and month of the year. */
export interface Lineage {
  uploads: { upload: string; key: string | null; rows: number; months: Record<number, number> }[]
  /** Uploads that are not listed. */
  more: number
}

const listed = 30

/** Reads where a year's published rows came from; the uploads with the most rows. */
export async function readLineage(connection: DuckDBConnection, year: number): Promise<Lineage> {
  const rows = await rowsOf<{ upload: string; key: string | null; month: number; rows: number }>(
    connection,
    `SELECT upload_id AS upload, sources.key, txn_month AS month, COUNT(*) AS rows
     FROM partitioned_txn LEFT JOIN
       (SELECT upload_id, MIN(source_key) AS key FROM quality_report GROUP BY 1) AS sources USING (upload_id)
     WHERE txn_year = ${year} GROUP BY ALL`,
  )
  const uploads = new Map<string, Lineage['uploads'][number]>()
  for (const { upload, key, month, rows: count } of rows) {
    const known = uploads.get(upload) ?? { upload, key, rows: 0, months: {} }
    known.rows += count
    known.months[month] = count
    uploads.set(upload, known)
  }
  const sorted = [...uploads.values()].sort((a, b) => b.rows - a.rows || a.upload.localeCompare(b.upload))
  return { uploads: sorted.slice(0, listed), more: Math.max(0, sorted.length - listed) }
}
