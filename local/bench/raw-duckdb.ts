import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { countIssues } from '../../functions/conversion/row-sql.ts'
import { setChecks } from '../../hive/checks.ts'
import { findSource } from '../../hive/choose-source.ts'
import type { Table } from '../../hive/table.ts'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import { duckDbPrelude, fromFolders, quoteText } from '../../jobs/duckdb-sql.ts'
import { stageTables } from '../../jobs/partitions.ts'
import { selectIssues } from '../../jobs/set-checks.ts'
import { readSql, selectYear } from '../../jobs/sql.ts'
import { parseStage, yearStages } from '../../jobs/stages.ts'
import { benchYear } from './sample.ts'

/** The contract's columns out of a CSV that is trusted to be clean. */
export const typedColumns = `transaction_id, transaction_date, CAST(transaction_date AS DATE) AS txn_date,
  CAST(SUBSTRING(transaction_date, 12, 2) AS INT) AS txn_hour, card_no, card_type, merchant, sub_category, category,
  CAST(amount AS BIGINT) AS amount, CAST(installment_months AS INT) AS installment_months, approval_status, region,
  'bench' AS upload_id, CAST(NULL AS STRING) AS card_token`

/**
 * What a run does, by DuckDB as it comes: reads the CSVs, counts the issues of every check of single rows and of all rows,
 * takes each transaction once, sorts, and writes the twelve tables as partitioned Parquet. It keeps nothing apart, shows no
 * line of an issue, reconciles nothing, and whoever reads its tables meanwhile sees them half written.
 */
async function makeTables(csvs: readonly string[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const instance = await DuckDBInstance.create(':memory:', { temp_directory: join(folder, 'spill') })
  const connection = await instance.connect()
  const view = (select: string) => connection.run(`CREATE OR REPLACE VIEW transactions AS ${select}`)
  try {
    await connection.run(duckDbPrelude)
    await connection.run(`CREATE TABLE input AS SELECT *, TRY_CAST(transaction_date AS DATE) AS txn_date,
      TRY_CAST(amount AS BIGINT) AS won, TRY_CAST(installment_months AS INT) AS months,
      CAST(NULL AS VARCHAR) AS card_token
      FROM read_csv([${csvs.map(quoteText).join(', ')}], all_varchar = true, header = true, nullstr = '')`)
    await connection.run(
      countIssues({ now: `${benchYear + 1}-01-01 00:00:00`, source: findSource('contract') }),
    )
    await view(`SELECT ${typedColumns}, 1::BIGINT AS upload_order FROM input`)
    for (const check of setChecks) await connection.run(selectIssues(check))
    const [transactions, ...summaries] = stageTables(parseStage(`etl/${benchYear}-01`))
    await writeTable(connection, transactions!, folder)
    await connection.run('DROP TABLE input')
    const published = `SELECT * FROM read_parquet(${quoteText(`${folder}/${partitionedTxn.name}/*/*/*.parquet`)}${fromFolders(partitionedTxn.partitions)})`
    await view(published)
    for (const table of summaries) await writeTable(connection, table, folder)
    await view(selectYear(published))
    for (const table of yearStages(benchYear).flatMap((stage) => stageTables(parseStage(stage))))
      await writeTable(connection, table, folder)
  } finally {
    instance.closeSync()
  }
}

async function writeTable(connection: DuckDBConnection, table: Table, folder: string): Promise<void> {
  const target = join(folder, table.name)
  await mkdir(target, { recursive: true })
  const partitions = table.partitions.map(({ name }) => name).join(', ')
  await connection.run(`COPY (SELECT * FROM (${readSql(table)}) ORDER BY ${table.sortKeys.join(', ')})
    TO ${quoteText(target)} (FORMAT parquet, COMPRESSION snappy, PARTITION_BY (${partitions}), OVERWRITE_OR_IGNORE)`)
}

// One process of it: node raw-duckdb.ts FOLDER CSV… prints what it used.
if (process.argv[1] === import.meta.filename) {
  const [folder, ...csvs] = process.argv.slice(2) as [string, ...string[]]
  await makeTables(csvs, folder)
  const { userCPUTime, systemCPUTime } = process.resourceUsage()
  console.log(JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6 }))
}
