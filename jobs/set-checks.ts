import { onePath, quotePath, scriptSettings } from './spark-script.ts'
import { readCheckSql, setChecks } from './sql.ts'

export type SetCheck = (typeof setChecks)[number]

/** What the checks' SQL shows as a sample, what it groups by, and the end of the sample that any row of the group has. */
export const groups: Record<SetCheck, { sample: string; by: string; tail: string }> = {
  duplicate_transaction_id: {
    sample: 'transaction_id',
    by: 'transaction_id',
    tail: 'transaction_id',
  },
  duplicate_payment: {
    sample:
      "COALESCE(MIN(transaction_id) || ', ', '') || transaction_date || ', ' || CAST(amount AS STRING) || ', ' || merchant",
    by: 'transaction_date, card_no, amount, merchant',
    tail: "transaction_date || ', ' || CAST(amount AS STRING) || ', ' || merchant",
  },
}

/** A SELECT of where in the upload a check's issues stand: sample, first and last line. Runs on both engines. */
export const selectPlaces = (check: SetCheck): string =>
  `SELECT ${groups[check].sample} AS sample,
  CAST(MIN(line) AS BIGINT) AS first_line,
  CAST(MAX(line) AS BIGINT) AS last_line
FROM transactions
GROUP BY ${groups[check].by}
HAVING COUNT(*) > 1`

/** The staged files of an upload, as `s3://` paths, and where their chunks start. */
export interface StagedUpload {
  files: string[]
  /** Lines of the upload before each chunk, by the chunk's name. */
  lineBases: Record<string, number>
  /** Folder without a slash at its end; each check goes to `<output>/<check>` and its places to `<output>/<check>_places`. */
  output: string
}

/** One script for spark-sql that makes the checks over all rows of an upload. */
export function renderQualityScript({ files, lineBases, output }: StagedUpload, root?: string): string {
  const bases = Object.entries(lineBases).map(([chunk, lines]) => `('${checkedChunk(chunk)}', ${lines})`)
  const insert = (name: string, select: string) =>
    `INSERT OVERWRITE DIRECTORY ${quotePath(`${output}/${name}`, "'")} USING parquet\n${select.trimEnd()};`
  const lines = [
    '-- Checks over all rows of one upload; run with spark-sql -f.',
    ...scriptSettings,
    // resolved once: a view on parquet.`path` would look at every file again in each statement
    `CREATE OR REPLACE TEMPORARY VIEW staged USING parquet OPTIONS (path ${quotePath(onePath(files), "'")});`,
    view(`SELECT ${columns.join(', ')} FROM staged`),
    ...setChecks.map((check) => insert(check, readCheckSql(check, root))),
    ...setChecks.flatMap((check) => [
      `CREATE OR REPLACE TEMPORARY VIEW issues AS SELECT * FROM parquet.${quotePath(`${output}/${check}`, '`')};`,
      view(suspects(check, bases.join(', '))),
      insert(
        `${check}_places`,
        `SELECT places.* FROM (${selectPlaces(check)}) AS places JOIN issues ON issues.sample = places.sample`,
      ),
    ]),
  ]
  return `${lines.join('\n\n')}\n`
}

/** The rows that may stand for an issue, with their lines in the upload: none is read when there is no issue. */
const suspects = (check: SetCheck, bases: string) =>
  `SELECT ${columns.join(', ')}, placed.line + bases.line_base AS line
FROM (
  SELECT *, substring_index(substring_index(substring_index(input_file_name(), '/', -1), '.', 1), '-', 1) AS chunk
  FROM staged
) AS placed
JOIN (VALUES ${bases}) AS bases(chunk, line_base) ON bases.chunk = placed.chunk
WHERE EXISTS (SELECT 1 FROM issues WHERE endswith(issues.sample, ${groups[check].tail}))`

const view = (select: string) => `CREATE OR REPLACE TEMPORARY VIEW transactions AS\n${select};`

/** Columns that the checks look at. */
const columns = ['transaction_id', 'transaction_date', 'card_no', 'amount', 'merchant']

function checkedChunk(name: string): string {
  if (!/^[A-Za-z0-9]+$/.test(name)) throw new Error(`not a chunk: ${name}`)
  return name
}
