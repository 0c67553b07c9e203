import type { DuckDBConnection } from '@duckdb/node-api'
import { rowsOf } from '../../query/result.ts'

export interface Quality {
  /** Uploads of each day (KST) by their overall verdict, the last 30 days that have some. */
  days: { day: string; pass: number; warn: number; fail: number }[]
  /** Checks that ever spoke: uploads they warned about and refused, and rows they counted. */
  checks: { check: string; warned: number; failed: number; issues: number }[]
  uploads: number
}

const overall = `
  SELECT run_date AS day, upload_id, MAX(CASE status WHEN 'FAIL' THEN 2 WHEN 'WARN' THEN 1 ELSE 0 END) AS worst
  FROM quality_report GROUP BY ALL`

/** Reads the quality of all uploads over time. */
export async function readQuality(connection: DuckDBConnection): Promise<Quality> {
  const days = await rowsOf<Quality['days'][number]>(
    connection,
    `SELECT day, COUNT(*) FILTER (worst = 0) AS pass, COUNT(*) FILTER (worst = 1) AS warn,
       COUNT(*) FILTER (worst = 2) AS fail
     FROM (${overall}) GROUP BY 1 ORDER BY 1 DESC LIMIT 30`,
  )
  const checks = await rowsOf<Quality['checks'][number]>(
    connection,
    `SELECT check_name AS check, COUNT(*) FILTER (status = 'WARN') AS warned,
       COUNT(*) FILTER (status = 'FAIL') AS failed, SUM(issue_count) AS issues
     FROM quality_report WHERE status <> 'PASS' GROUP BY 1 ORDER BY failed DESC, warned DESC, 1`,
  )
  const [counted] = await rowsOf<{ uploads: number }>(
    connection,
    'SELECT COUNT(DISTINCT upload_id) AS uploads FROM quality_report',
  )
  return { days: days.reverse(), checks, uploads: counted!.uploads }
}
