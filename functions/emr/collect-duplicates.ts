import { setChecks } from '../../hive/checks.ts'
import { quoteName } from '../../jobs/duckdb-sql.ts'
import { describeIssues, type FoundPlace, type FoundRow } from '../quality/duplicates.ts'
import type { SetFindings } from '../quality/judge.ts'
import { type DuckDbSession, readRows, withDuckDb } from '../runtime/duckdb.ts'
import { checksFolder, duplicatesKey } from '../storage/layout.ts'
import { type ObjectStore, writeJson } from '../storage/store.ts'
import type { Upload } from '../upload/upload.ts'
import { downloadOutput } from './download-output.ts'

export interface CollectDuplicatesTask {
  execution: string
  upload: Upload
}

/** Reads what Spark found in all rows of a heavy upload, and leaves it where the small ones have it; its key. */
export async function collectDuplicates(
  store: ObjectStore,
  { execution, upload }: CollectDuplicatesTask,
): Promise<{ duplicates: string }> {
  const folder = checksFolder(upload.id, execution)
  const found = await withDuckDb((session) => readFindings(store, session, folder))
  const duplicates = duplicatesKey(upload.id, execution)
  await writeJson(store, duplicates, found)
  return { duplicates }
}

async function readFindings(
  store: ObjectStore,
  session: DuckDbSession,
  folder: string,
): Promise<SetFindings> {
  const findings: SetFindings = { counts: {}, samples: {} }
  for (const { name: check } of setChecks) {
    await downloadOutput(store, session, folder, check)
    await downloadOutput(store, session, folder, `${check}_places`)
    const rows = <Row>(name: string) => readRows<Row>(session.connection, `SELECT * FROM ${quoteName(name)}`)
    const issues = await rows<FoundRow>(check)
    findings.counts[check] = Number(issues[0]?.issue_count ?? 0)
    if (issues.length === 0) continue
    findings.samples[check] = describeIssues(issues, await rows<FoundPlace>(`${check}_places`))
  }
  return findings
}
