import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Table } from '../hive/table.ts'
import { partitionedTxn } from '../hive/tables/etl.ts'
import { stageTables } from './partitions.ts'
import { insertInto, quotePath, scriptSettings, viewStored, viewTransactions } from './spark/session.ts'
import { packageRoot, readSql, selectDerived, selectYear } from './sql.ts'
import { parseStage, type Stage, type StageId } from './stages.ts'

/** A heavy stage with the files it reads and the folder it writes, all as `s3://` paths. */
export interface SparkStage {
  stage: StageId
  /** Of a unit: the uploads it is made of, oldest first, and the files that hold their staged rows. */
  staged?: StagedRows
  /** Of a year: the published partitioned_txn file of each unit that has one. */
  units?: string[]
  /** Folder without a slash at its end; each table goes to `<output>/<table>`, flat, partition columns included. */
  output: string
}

/** What a unit is made of: its uploads, and the files that hold their staged rows. */
export interface StagedRows {
  /** Ids; rows of any other upload in the files are left out. */
  uploads: string[]
  files: string[]
  /** True when the rows are to be written once more as they are, so that they can be put into one file. */
  loose: boolean
}

/** The staged rows of a unit in one scan; a higher upload_order is a newer contribution. */
const stagedView = ({ uploads, files }: StagedRows) =>
  `${viewStored('staged', partitionedTxn.columns, files)}\n\n` +
  viewTransactions(
    'SELECT staged.*, CAST(contributions.upload_order AS BIGINT) AS upload_order\nFROM staged\n' +
      `JOIN (VALUES\n${uploads.map((upload, index) => `  (${quotePath(upload, "'")}, ${index + 1})`).join(',\n')}\n` +
      ') AS contributions(upload_id, upload_order) ON contributions.upload_id = staged.upload_id',
  )

/** The published transactions of a year, in one scan; the partition columns are those of the day. */
const yearView = (units: readonly string[]) =>
  `${viewStored('published_units', partitionedTxn.columns, units)}\n\n` +
  viewTransactions(selectYear(`SELECT *, ${selectDerived(partitionedTxn.partitions)} FROM published_units`))

const insert = (table: Table, output: string, root?: string) =>
  insertInto(`${output}/${table.name}`, readSql(table, root))

/** What the stage read, which CollectHeavy compares with the plan and with the tables. */
const insertTotals = (output: string, root = packageRoot()) =>
  insertInto(`${output}/input_totals`, readFileSync(join(root, 'jobs/input_totals.sql'), 'utf8'))

const insertStaged = (output: string) =>
  insertInto(
    `${output}/staged_rows`,
    `SELECT ${partitionedTxn.columns.map(({ name }) => name).join(', ')} FROM transactions`,
  )

/** A unit's daily_summary reads the de-duplicated transactions that the statement before it wrote. */
function unitStatements(stage: Stage, staged: StagedRows, output: string, root?: string): string[] {
  const [transactions, ...summaries] = stageTables(stage)
  const written = quotePath(`${output}/${transactions!.name}`, '`')
  return [
    stagedView(staged),
    insertTotals(output, root),
    ...(staged.loose ? [insertStaged(output)] : []),
    insert(transactions!, output, root),
    viewTransactions(`SELECT * FROM parquet.${written}`),
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
    ...scriptSettings,
  ]
  let current = ''
  for (const input of stages) {
    const stage = parseStage(input.stage)
    lines.push('', `-- stage ${stage.id}`)
    if (stage.grain !== 'year') {
      if (!input.staged?.files.length) throw new Error(`nothing to read for ${stage.id}`)
      lines.push(unitStatements(stage, input.staged, input.output, root).join('\n\n'))
      current = ''
      continue
    }
    if (!input.units?.length) throw new Error(`nothing to read for ${stage.id}`)
    const wanted = yearView(input.units)
    if (wanted !== current) lines.push(wanted, '')
    current = wanted
    lines.push(
      [
        insertTotals(input.output, root),
        ...stageTables(stage).map((table) => insert(table, input.output, root)),
      ].join('\n\n'),
    )
  }
  return `${lines.join('\n')}\n`
}
