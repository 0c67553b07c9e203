import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { outputBucket } from '../../functions/runtime/environment.ts'
import { projectRoot } from '../process/folders.ts'
import type { LocalCloud } from '../process/local-cloud.ts'
import { withPublishedTables } from '../query/open-tables.ts'
import { readLastRun } from './data/read-run.ts'
import { readReportData } from './data/report-data.ts'
import { renderPage } from './page.ts'

const usualPort = 4566

interface WrittenReport {
  path: string
  bytes: number
  year: number
}

/**
 * Writes the HTML report of the published tables: of `year`, else of the year with the most transactions. Returns
 * null when nothing (of that year) is published.
 */
export async function writeReport(
  cloud: LocalCloud,
  { year, out }: { year?: number; out?: string } = {},
): Promise<WrittenReport | null> {
  const run = await readLastRun(outputBucket())
  const data = await withPublishedTables(cloud, (tables) => readReportData(tables, run, year))
  if (!data) return null
  const page = Buffer.from(renderPage(data))
  const path = out ?? join(reportsFolder(cloud), `transactions-${data.sales.year}.html`)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, page)
  return { path, bytes: page.length, year: data.sales.year }
}

/** Reports of a cloud beside the usual one, such as a test's, do not replace a person's. */
const reportsFolder = ({ port }: LocalCloud): string =>
  join(projectRoot, 'reports', ...(port === usualPort ? [] : [`cloud-${port}`]))
