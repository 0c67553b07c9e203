import { partitionedTxn } from '../../hive/tables/etl.ts'
import { readCheckSql, setChecks } from '../../jobs/sql.ts'
import { emptyRelation } from '../aggregate/totals.ts'
import { type DuckDbSession, fileList, readRows } from '../duckdb.ts'
import type { SetFindings } from './judge-upload.ts'
import { maskValue } from './mask-text.ts'

interface FoundRow {
  issue_count: bigint
  occurrences: bigint
  sample: string
}

/** Runs the checks that look at all rows of an upload over its staged files. */
export async function findIssuesInSet(
  { connection }: DuckDbSession,
  files: readonly string[],
): Promise<SetFindings> {
  const rows = files.length
    ? `SELECT * FROM read_parquet(${fileList(files)})`
    : emptyRelation(partitionedTxn.columns)
  await connection.run(`CREATE VIEW transactions AS ${rows}`)
  const found: SetFindings = { counts: {}, samples: {} }
  for (const check of setChecks) {
    const issues = await readRows<FoundRow>(connection, readCheckSql(check))
    if (issues.length === 0) continue
    found.counts[check] = Number(issues[0]!.issue_count)
    found.samples[check] = issues.map(({ sample, occurrences }) => ({
      line: 0,
      value: maskValue(sample),
      reason: `${occurrences} times`,
    }))
  }
  return found
}
