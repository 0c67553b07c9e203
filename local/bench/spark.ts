import { join } from 'node:path'
import { contractColumnNames } from '../../hive/input.ts'
import { stageTables } from '../../jobs/partitions.ts'
import { readSql, selectYear } from '../../jobs/sql.ts'
import { parseStage, yearStages } from '../../jobs/stages.ts'
import { sparkSql } from '../spark/run.ts'
import { typedColumns } from './raw-duckdb.ts'
import { type BenchSample, benchYear, type Timing } from './sample.ts'

/** The same SQL in one spark-sql process on local files, as a step runs it; its own seconds for each statement. */
export async function timeSpark(
  { csv, folder }: BenchSample,
  announce: (line: string) => void,
): Promise<Timing> {
  const out = join(folder, 'spark')
  const insert = (name: string, select: string) =>
    `INSERT OVERWRITE DIRECTORY '${out}/${name}' USING parquet\n${select.trimEnd()};`
  const view = (select: string) => `CREATE OR REPLACE TEMPORARY VIEW transactions AS ${select};`
  const [transactions, ...summaries] = stageTables(parseStage(`etl/${benchYear}-01`))
  const statements = {
    convert: [
      `CREATE TEMPORARY VIEW csv (${contractColumnNames.map((name) => `${name} STRING`).join(', ')}) USING csv OPTIONS (path '${csv}', header 'true');`,
      insert('staged', `SELECT ${typedColumns} FROM csv`),
    ],
    months: [
      view(`SELECT *, CAST(1 AS BIGINT) AS upload_order FROM parquet.\`${out}/staged\``),
      insert(transactions!.name, readSql(transactions!)),
      view(`SELECT * FROM parquet.\`${out}/${transactions!.name}\``),
      ...summaries.map((table) => insert(table.name, readSql(table))),
    ],
    years: [
      view(selectYear(`SELECT * FROM parquet.\`${out}/${transactions!.name}\``)),
      ...yearStages(benchYear)
        .flatMap((stage) => stageTables(parseStage(stage)))
        .map((table) => insert(table.name, readSql(table))),
    ],
  }
  const { code, stderr, seconds } = await sparkSql({
    sql: Object.values(statements).flat().join('\n'),
    announce,
    s3: undefined,
  })
  if (code !== 0) throw new Error(`spark-sql ended with ${code}:\n${stderr.slice(-2000)}`)
  const taken = [...stderr.matchAll(/^Time taken: ([0-9.]+) seconds/gm)].map(([, text]) => Number(text))
  const take = (count: number) => taken.splice(0, count).reduce((sum, one) => sum + one, 0)
  const convert = take(statements.convert.length)
  const months = take(statements.months.length)
  const years = take(statements.years.length)
  return { convert, months, years, start: seconds - convert - months - years }
}
