import { setChecks } from '../../hive/checks.ts'
import { contractColumnNames } from '../../hive/input.ts'
import { stageTables } from '../../jobs/partitions.ts'
import { selectIssues } from '../../jobs/set-checks.ts'
import { insertInto, viewTransactions } from '../../jobs/spark/session.ts'
import { readSql, selectYear } from '../../jobs/sql.ts'
import { parseStage, yearStages } from '../../jobs/stages.ts'
import { sparkSql } from '../spark/run.ts'
import { typedColumns } from './raw-duckdb.ts'
import { benchYear } from './sample.ts'

/**
 * The same SQL in one spark-sql process on local files: typed rows, the checks over all rows, de-duplication, the twelve
 * tables. The checks of single rows are DuckDB's own SQL and are left out. Returns the seconds of the process.
 */
export async function timeSpark(
  csv: string,
  folder: string,
  announce: (line: string) => void,
): Promise<number> {
  const insert = (name: string, select: string) => insertInto(`${folder}/${name}`, select)
  const stored = (name: string) => `SELECT * FROM parquet.\`${folder}/${name}\``
  const [transactions, ...summaries] = stageTables(parseStage(`etl/${benchYear}-01`))
  const sql = [
    `CREATE TEMPORARY VIEW csv (${contractColumnNames.map((name) => `${name} STRING`).join(', ')}) USING csv OPTIONS (path '${csv}', header 'true');`,
    insert('staged', `SELECT ${typedColumns} FROM csv`),
    viewTransactions(`SELECT *, CAST(1 AS BIGINT) AS upload_order FROM (${stored('staged')})`),
    ...setChecks.map((check) => insert(check.name, selectIssues(check))),
    insert(transactions!.name, readSql(transactions!)),
    viewTransactions(stored(transactions!.name)),
    ...summaries.map((table) => insert(table.name, readSql(table))),
    viewTransactions(selectYear(stored(transactions!.name))),
    ...yearStages(benchYear)
      .flatMap((stage) => stageTables(parseStage(stage)))
      .map((table) => insert(table.name, readSql(table))),
  ].join('\n')
  const { code, stderr, seconds } = await sparkSql({ sql, announce, s3: undefined })
  if (code !== 0) throw new Error(`spark-sql ended with ${code}:\n${stderr.slice(-2000)}`)
  return seconds
}
