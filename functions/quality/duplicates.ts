import { type SetCheck, setChecks } from '../../hive/checks.ts'
import { quoteText } from '../../jobs/duckdb-sql.ts'
import { selectIssues, selectPlaces } from '../../jobs/set-checks.ts'
import { maskValue } from '../masking/masking.ts'
import { type DuckDbSession, fileList, readRows } from '../runtime/duckdb.ts'
import type { Sample } from './findings.ts'
import type { SetFindings } from './judge.ts'

/** A staged file at hand, and the lines of the upload before its chunk. */
interface StagedFile {
  path: string
  lineBase: number
}

/** One issue, as a check's SQL returns it. */
export interface FoundRow {
  issue_count: bigint
  occurrences: bigint
  sample: string
}

/** Where an issue stands. */
export interface FoundPlace {
  sample: string
  first_line: bigint
  last_line: bigint
}

/** Rows whose keys are compared at once; memory is bounded by it. */
const rowsPerPass = 4_000_000

/** Runs the checks that look at all rows of an upload over its staged files; `rows` is how many there are. */
export async function findIssuesInSet(
  session: Pick<DuckDbSession, 'connection'>,
  files: readonly StagedFile[],
  rows: number,
): Promise<SetFindings> {
  const found: SetFindings = { counts: {}, samples: {} }
  if (files.length === 0) {
    for (const { name } of setChecks) found.counts[name] = 0
    return found
  }
  const paths = fileList(files.map(({ path }) => path))
  await session.connection.run(
    `CREATE VIEW staged AS SELECT * FROM read_parquet(${paths}, filename = true, hive_partitioning = false)`,
  )
  for (const check of setChecks) {
    found.counts[check.name] = 0
    if (!(await selectSuspects(session, check, files, Math.ceil(rows / rowsPerPass)))) continue
    const issues = await readRows<FoundRow>(session.connection, selectIssues(check))
    if (issues.length === 0) continue
    found.counts[check.name] = Number(issues[0]!.issue_count)
    found.samples[check.name] = describeIssues(issues, await readPlaces(session, check, issues))
  }
  return found
}

/**
 * Makes the view `transactions` of the rows that may be issues of a check: those that share the hash of what it groups
 * by. Few rows do, so this costs a fraction of the check's own SQL over everything. False when there are none.
 */
async function selectSuspects(
  { connection }: Pick<DuckDbSession, 'connection'>,
  check: SetCheck,
  files: readonly StagedFile[],
  passes: number,
): Promise<boolean> {
  const key = `hash(${check.by.join(', ')})`
  await connection.run('CREATE OR REPLACE TABLE suspects (suspect UBIGINT)')
  for (let pass = 0; pass < passes; pass++) {
    await connection.run(`INSERT INTO suspects
      SELECT suspect FROM (SELECT ${key} AS suspect FROM staged)
      WHERE suspect % ${passes} = ${pass} GROUP BY suspect HAVING COUNT(*) > 1`)
  }
  const bases = files.map(({ path, lineBase }) => `(${quoteText(path)}, ${lineBase}::BIGINT)`)
  await connection.run(`CREATE OR REPLACE VIEW transactions AS
    SELECT staged.* REPLACE (line + line_base AS line)
    FROM staged JOIN (VALUES ${bases.join(', ')}) AS bases(filename, line_base) USING (filename)
    WHERE ${key} IN (SELECT suspect FROM suspects)`)
  const [any] = await readRows<{ count: bigint }>(connection, 'SELECT COUNT(*) AS count FROM suspects')
  return any!.count > 0n
}

const readPlaces = (
  { connection }: Pick<DuckDbSession, 'connection'>,
  check: SetCheck,
  issues: readonly FoundRow[],
) =>
  readRows<FoundPlace>(
    connection,
    `SELECT * FROM (${selectPlaces(check)}) WHERE sample IN (${issues.map((issue) => quoteText(issue.sample)).join(', ')})`,
  )

/** Samples for people: each issue with its first line, masked, in the order of the file. */
export const describeIssues = (issues: readonly FoundRow[], places: readonly FoundPlace[]): Sample[] =>
  issues
    .map(({ sample, occurrences }) => {
      const place = places.find((candidate) => candidate.sample === sample)
      const reason = `${occurrences} times, last in line ${place?.last_line}`
      return { line: Number(place?.first_line), value: maskValue(sample), reason }
    })
    .sort((a, b) => a.line - b.line)
