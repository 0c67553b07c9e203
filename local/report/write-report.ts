import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { stack } from '../pipeline/stack.ts'
import { withPublishedTables } from '../query/open-tables.ts'
import { readLastRun } from './data/read-run.ts'
import { readReportData } from './data/report-data.ts'
import { listStanding } from './data/standing.ts'
import { renderPage } from './page.ts'

interface WrittenReport {
  path: string
  bytes: number
  year: number
}

/**
 * Writes the HTML report of the published tables: of `year`, else of the year with the most transactions. Returns
 * null when nothing (of that year) is published.
 */
export async function writeReport({
  year,
  out,
}: {
  year?: number
  out?: string
} = {}): Promise<WrittenReport | null> {
  const run = await readLastRun(stack.outputBucket)
  const standing = await listStanding(stack.outputBucket)
  const data = await withPublishedTables((tables) => readReportData(tables, run, standing, year))
  if (!data) return null
  const page = Buffer.from(renderPage(data))
  const path = out ?? join(stack.reportsFolder, `transactions-${data.sales.year}.html`)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, page)
  return { path, bytes: page.length, year: data.sales.year }
}
