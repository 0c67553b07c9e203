import { type SetCheck, setChecks } from '../hive/checks.ts'
import { contractColumnNames } from '../hive/input.ts'
import { insertInto, onePath, quotePath, scriptSettings, viewTransactions } from './spark/session.ts'

/** A SELECT of a check's 20 most frequent issues over a view `transactions`; issue_count counts all. Runs on both engines. */
export const selectIssues = ({ by, sample }: SetCheck): string => `-- one row per issue, the 20 most frequent
WITH repeated AS (
  SELECT ${sample} AS issue, COUNT(*) AS repeats
  FROM transactions
  WHERE ${by.map((column) => `${column} IS NOT NULL`).join(' AND ')}
  GROUP BY ${by.join(', ')}
  HAVING COUNT(*) > 1
)
SELECT
  CAST(COUNT(*) OVER () AS BIGINT) AS issue_count,
  CAST(repeats AS BIGINT) AS occurrences,
  CAST(issue AS STRING) AS sample
FROM repeated
ORDER BY occurrences DESC NULLS LAST, sample NULLS LAST
LIMIT 20`

/** A SELECT of where in the upload a check's issues stand: sample, first and last line. Runs on both engines. */
export const selectPlaces = ({ by, sample }: SetCheck): string =>
  `SELECT ${sample} AS sample,
  CAST(MIN(line) AS BIGINT) AS first_line,
  CAST(MAX(line) AS BIGINT) AS last_line
FROM transactions
GROUP BY ${by.join(', ')}
HAVING COUNT(*) > 1`

/** The staged files of an upload, as `s3://` paths, and where their chunks start. */
interface StagedUpload {
  files: string[]
  /** Lines of the upload before each chunk, by the chunk's name. */
  lineBases: Record<string, number>
  /** Folder without a slash at its end; each check goes to `<output>/<check>` and its places to `<output>/<check>_places`. */
  output: string
}

/** One script for spark-sql that makes the checks over all rows of an upload. */
export function renderQualityScript({ files, lineBases, output }: StagedUpload): string {
  const bases = Object.entries(lineBases).map(([chunk, lines]) => `('${checkedChunk(chunk)}', ${lines})`)
  const insert = (name: string, select: string) => insertInto(`${output}/${name}`, select)
  const lines = [
    '-- Checks over all rows of one upload; run with spark-sql -f.',
    ...scriptSettings,
    // resolved once: a view on parquet.`path` would look at every file again in each statement
    `CREATE OR REPLACE TEMPORARY VIEW staged USING parquet OPTIONS (path ${quotePath(onePath(files), "'")});`,
    viewTransactions(`SELECT ${contractColumnNames.join(', ')} FROM staged`),
    ...setChecks.map((check) => insert(check.name, selectIssues(check))),
    ...setChecks.flatMap((check) => [
      `CREATE OR REPLACE TEMPORARY VIEW issues AS SELECT * FROM parquet.${quotePath(`${output}/${check.name}`, '`')};`,
      viewTransactions(suspects(check, bases.join(', '))),
      insert(
        `${check.name}_places`,
        `SELECT places.* FROM (${selectPlaces(check)}) AS places JOIN issues ON issues.sample = places.sample`,
      ),
    ]),
  ]
  return `${lines.join('\n\n')}\n`
}

/** The rows that may stand for an issue, with their lines in the upload: none is read when there is no issue. */
const suspects = (check: SetCheck, bases: string) =>
  `SELECT ${contractColumnNames.join(', ')}, placed.line + bases.line_base AS line
FROM (
  SELECT *, substring_index(substring_index(substring_index(input_file_name(), '/', -1), '.', 1), '-', 1) AS chunk
  FROM staged
) AS placed
JOIN (VALUES ${bases}) AS bases(chunk, line_base) ON bases.chunk = placed.chunk
WHERE EXISTS (SELECT 1 FROM issues WHERE endswith(issues.sample, ${check.tail}))`

function checkedChunk(name: string): string {
  if (!/^[A-Za-z0-9]+$/.test(name)) throw new Error(`not a chunk: ${name}`)
  return name
}
