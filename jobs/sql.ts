import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Column, fieldIds, quarterLabel, type Table, txnQuarter } from '../hive/table.ts'
import { stageTables, tablePartitions } from './partitions.ts'
import { parseStage, type Stage, type StageId } from './stages.ts'

/** Folder that holds `jobs/`: the function's package in Lambda, else the project. */
export const packageRoot = (): string =>
  process.env.LAMBDA_TASK_ROOT ?? fileURLToPath(new URL('../', import.meta.url))

/** Where a table's SQL stands: `jobs/quarterly/region.sql`, `jobs/etl/daily_summary.sql`. */
export const sqlPath = (table: Pick<Table, 'name' | 'job'>): string =>
  `jobs/${table.job}/${table.name.slice(table.name.lastIndexOf('/') + 1)}.sql`

/** The SELECT that makes a table, over a view `transactions`. Throws when there is no such file. */
export const readSql = (table: Pick<Table, 'name' | 'job'>, root = packageRoot()): string =>
  readFileSync(join(root, sqlPath(table)), 'utf8')

/** Columns that other columns of a row make, as a SELECT list for both engines. Throws for any other column. */
export const selectDerived = (columns: readonly Column[]): string =>
  columns
    .map(({ name, type, from }) => {
      if (!from) throw new Error(`${name} is not made of other columns`)
      return `CAST(${from} AS ${type}) AS ${name}`
    })
    .join(', ')

/** What the SQL of a year reads: its published rows, partition columns included, and the quarter of each. */
export const selectYear = (published: string): string =>
  `SELECT *, ${selectDerived([txnQuarter, quarterLabel])} FROM (${published}) AS published`

/** Values that stand for those of any stage of the same grain. */
const sameValues = ({ values }: Stage) =>
  Object.fromEntries(Object.keys(values).map((name) => [name, name === 'txn_year' ? 0 : 1]))

const hashes = new Map<string, string>()

/**
 * Hash of what makes a stage's tables: their SQL and what it reads, columns with field ids, and partitions; equal for all
 * stages of one job and grain.
 * A stage published with another hash is out of date.
 */
export function sqlHash(id: StageId, root = packageRoot()): string {
  const stage = parseStage(id)
  const kind = `${root}\n${stage.job}\n${stage.grain}`
  let hash = hashes.get(kind)
  if (!hash) {
    const parts = stageTables(stage).map((table) => [
      table.name,
      table.columns.map(({ name, type }) => [fieldIds(table).get(name), name, type]),
      tablePartitions({ ...stage, values: sameValues(stage) }, table),
      table.sortKeys,
      readSql(table, root),
    ])
    const reads = stage.grain === 'year' ? [selectYear('')] : []
    hash = createHash('sha256')
      .update(JSON.stringify([...parts, ...reads]))
      .digest('hex')
      .slice(0, 16)
    hashes.set(kind, hash)
  }
  return hash
}
