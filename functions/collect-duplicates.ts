import { setChecks } from '../hive/checks.ts'
import { quoteName } from '../jobs/duckdb-sql.ts'
import { downloadOutput } from './emr/download-output.ts'
import { handle } from './handle.ts'
import { describeIssues, type FoundPlace, type FoundRow } from './quality/duplicates.ts'
import type { SetFindings } from './quality/judge.ts'
import { readRows, withDuckDb } from './runtime/duckdb.ts'
import { checksFolder, duplicatesKey } from './storage/layout.ts'
import { writeJson } from './storage/store.ts'
import type { Upload } from './upload/upload.ts'

interface CollectDuplicatesEvent {
  execution: string
  upload: Upload
}

/** Reads what Spark found in all rows of a heavy upload, and leaves it where FindDuplicates leaves it. */
export const handler = handle(async ({ execution, upload }: CollectDuplicatesEvent, store) => {
  const folder = checksFolder(upload.id, execution)
  const found = await withDuckDb(async (session) => {
    const findings: SetFindings = { counts: {}, samples: {} }
    for (const { name: check } of setChecks) {
      await downloadOutput(store, session, folder, check)
      await downloadOutput(store, session, folder, `${check}_places`)
      const rows = <Row>(name: string) =>
        readRows<Row>(session.connection, `SELECT * FROM ${quoteName(name)}`)
      const issues = await rows<FoundRow>(check)
      findings.counts[check] = Number(issues[0]?.issue_count ?? 0)
      if (issues.length === 0) continue
      findings.samples[check] = describeIssues(issues, await rows<FoundPlace>(`${check}_places`))
    }
    return findings
  })
  const duplicates = duplicatesKey(upload.id, execution)
  await writeJson(store, duplicates, found)
  return { duplicates }
})
