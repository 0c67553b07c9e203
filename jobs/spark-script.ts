import type { Table } from '../hive/table.ts'
import { stageTables } from './partitions.ts'
import { readSql } from './sql.ts'
import { parseStage, type Stage, type StageId } from './stages.ts'

/** A heavy stage with the files it reads and the folder it writes, all as `s3://` paths. */
export interface SparkStage {
  stage: StageId
  /** Of a month: what each contribution staged for it, oldest first. */
  contributions?: { files: string[] }[]
  /** Of a year: the published partitioned_txn file of each month that has one. */
  months?: { month: number; file: string }[]
  /** Folder without a slash at its end; each table goes to `<output>/<table>`, flat, partition columns included. */
  output: string
}

const settings = [
  'SET spark.sql.ansi.enabled=true;',
  'SET spark.sql.parquet.compression.codec=snappy;',
  'SET spark.sql.session.timeZone=Asia/Seoul;',
]

/** A path as Spark's text literal. Throws on characters that would need escaping; the pipeline's own keys have none. */
function quotePath(path: string, mark: "'" | '`'): string {
  if (!/^[^'"`\\;$\n]+$/.test(path)) throw new Error(`not a path for Spark: ${path}`)
  return `${mark}${path}${mark}`
}

/** Files of one folder as one path: a single name, or Hadoop's `{a,b}`; reading by name, never by listing. */
function folderPaths(files: readonly string[]): string[] {
  const folders = Map.groupBy(files, (file) => file.slice(0, file.lastIndexOf('/')))
  return [...folders].map(([folder, members]) => {
    const names = members.map((file) => file.slice(folder.length + 1))
    return `${folder}/${names.length === 1 ? names[0] : `{${names.join(',')}}`}`
  })
}

const view = (selects: string[]) =>
  `CREATE OR REPLACE TEMPORARY VIEW transactions AS\n${selects.join('\nUNION ALL\n')};`

/** The staged rows of a month; a higher upload_order is a newer contribution. */
const stagedView = (contributions: { files: string[] }[]) =>
  view(
    contributions.flatMap(({ files }, index) =>
      folderPaths(files).map(
        (path) =>
          `SELECT *, CAST(${index + 1} AS BIGINT) AS upload_order FROM parquet.${quotePath(path, '`')}`,
      ),
    ),
  )

/** The published transactions of a year. */
const yearView = (year: number, months: { month: number; file: string }[]) =>
  view(
    months.map(
      ({ month, file }) =>
        `SELECT *, ${year} AS txn_year, ${month} AS txn_month FROM parquet.${quotePath(file, '`')}`,
    ),
  )

const insert = (table: Table, output: string, root?: string) =>
  `INSERT OVERWRITE DIRECTORY ${quotePath(`${output}/${table.name}`, "'")} USING parquet\n` +
  `${readSql(table, root).trimEnd()};`

/** A month's daily_summary reads the de-duplicated transactions that the statement before it wrote. */
function monthStatements(stage: Stage, { contributions = [], output }: SparkStage, root?: string): string[] {
  const [transactions, ...summaries] = stageTables(stage)
  const written = quotePath(`${output}/${transactions!.name}`, '`')
  return [
    stagedView(contributions),
    insert(transactions!, output, root),
    view([`SELECT * FROM parquet.${written}`]),
    ...summaries.map((table) => insert(table, output, root)),
  ]
}

/**
 * One script for spark-sql that computes heavy stages in the given order in one session: a view per stage over exactly
 * its files, then each table's SQL, unchanged, into a folder of its own. Throws when a stage has nothing to read.
 */
export function renderSparkScript(stages: readonly SparkStage[], root?: string): string {
  const lines = [
    `-- Computes ${stages.map(({ stage }) => stage).join(', ')}; run with spark-sql -f.`,
    ...settings,
  ]
  let current = ''
  for (const input of stages) {
    const stage = parseStage(input.stage)
    lines.push('', `-- stage ${stage.id}`)
    if (stage.month !== undefined) {
      if (!input.contributions?.length) throw new Error(`nothing to read for ${stage.id}`)
      lines.push(monthStatements(stage, input, root).join('\n\n'))
      current = ''
      continue
    }
    if (!input.months?.length) throw new Error(`nothing to read for ${stage.id}`)
    const wanted = yearView(stage.year, input.months)
    if (wanted !== current) lines.push(wanted, '')
    current = wanted
    lines.push(
      stageTables(stage)
        .map((table) => insert(table, input.output, root))
        .join('\n\n'),
    )
  }
  return `${lines.join('\n')}\n`
}
