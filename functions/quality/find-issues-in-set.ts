import { quoteText } from '../../jobs/duckdb-sql.ts'
import { readCheckSql, setChecks } from '../../jobs/sql.ts'
import type { Sample } from '../conversion/chunk-result.ts'
import { type DuckDbSession, fileList, readRows } from '../duckdb.ts'
import type { SetFindings } from './judge-upload.ts'
import { maskValue } from './mask-text.ts'

/** A staged file at hand, and the lines of the upload before its chunk. */
export interface StagedFile {
  path: string
  lineBase: number
}

interface FoundRow {
  issue_count: bigint
  occurrences: bigint
  sample: string
}

/** What the checks' SQL shows as a sample, and what it groups by. */
const groups: Record<(typeof setChecks)[number], { sample: string; by: string }> = {
  duplicate_transaction_id: { sample: 'transaction_id', by: 'transaction_id' },
  duplicate_payment: {
    sample: `COALESCE(MIN(transaction_id) || ', ', '') || transaction_date || ', ' || amount || ', ' || merchant`,
    by: 'transaction_date, card_no, amount, merchant',
  },
}

/** Runs the checks that look at all rows of an upload over its staged files. */
export async function findIssuesInSet(
  { connection }: Pick<DuckDbSession, 'connection'>,
  files: readonly StagedFile[],
): Promise<SetFindings> {
  const found: SetFindings = { counts: {}, samples: {} }
  if (files.length === 0) return found
  await connection.run(`CREATE VIEW transactions AS ${locatedRows(files)}`)
  for (const check of setChecks) {
    const issues = await readRows<FoundRow>(connection, readCheckSql(check))
    if (issues.length === 0) continue
    found.counts[check] = Number(issues[0]!.issue_count)
    found.samples[check] = await locate({ connection }, check, issues)
  }
  return found
}

function locatedRows(files: readonly StagedFile[]): string {
  const bases = files.map(({ path, lineBase }) => `(${quoteText(path)}, ${lineBase}::BIGINT)`)
  return `SELECT staged.* EXCLUDE (line), line + line_base AS line
    FROM read_parquet(${fileList(files.map(({ path }) => path))}, filename = true) AS staged
    JOIN (VALUES ${bases.join(', ')}) AS bases(filename, line_base) USING (filename)`
}

async function locate(
  { connection }: Pick<DuckDbSession, 'connection'>,
  check: (typeof setChecks)[number],
  issues: readonly FoundRow[],
): Promise<Sample[]> {
  const { sample, by } = groups[check]
  const places = await readRows<{ sample: string; first: bigint; last: bigint }>(
    connection,
    `SELECT ${sample} AS sample, MIN(line) AS first, MAX(line) AS last FROM transactions GROUP BY ${by}
     HAVING COUNT(*) > 1 AND sample IN (${issues.map((issue) => quoteText(issue.sample)).join(', ')})`,
  )
  return issues
    .map(({ sample, occurrences }) => {
      const place = places.find((candidate) => candidate.sample === sample)
      const reason = `${occurrences} times, last in line ${place?.last}`
      return { line: Number(place?.first), value: maskValue(sample), reason }
    })
    .sort((a, b) => a.line - b.line)
}
