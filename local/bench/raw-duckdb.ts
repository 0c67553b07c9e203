import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import { duckDbPrelude, quoteText } from '../../jobs/duckdb-sql.ts'
import { stageTables } from '../../jobs/partitions.ts'
import { readSql, selectYear } from '../../jobs/sql.ts'
import { parseStage, yearStages } from '../../jobs/stages.ts'
import { type BenchSample, benchYear, clock, type Timing } from './sample.ts'

/** The contract's columns out of a CSV that is trusted to be clean. */
export const typedColumns = `transaction_id, transaction_date, CAST(transaction_date AS DATE) AS txn_date,
  CAST(SUBSTRING(transaction_date, 12, 2) AS INT) AS txn_hour, card_no, card_type, merchant, sub_category, category,
  CAST(amount AS BIGINT) AS amount, CAST(installment_months AS INT) AS installment_months, approval_status, region,
  'bench' AS upload_id, CAST(NULL AS STRING) AS card_token`

/** The same SQL in one DuckDB without checks, counters, partitions or generations: how fast the engine itself is. */
export async function timeRawDuckDb({ csv, folder }: BenchSample): Promise<Timing> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const place = (name: string) => join(folder, 'raw', `${name}.parquet`)
  const copy = async (name: string, select: string) => {
    await mkdir(dirname(place(name)), { recursive: true })
    await connection.run(`COPY (${select}) TO ${quoteText(place(name))} (FORMAT parquet, COMPRESSION snappy)`)
  }
  const view = (select: string) => connection.run(`CREATE OR REPLACE VIEW transactions AS ${select}`)
  try {
    await connection.run(duckDbPrelude)
    const convert = await clock(() =>
      copy('staged', `SELECT ${typedColumns} FROM read_csv(${quoteText(csv)}, all_varchar = true)`),
    )
    const months = await clock(async () => {
      await view(`SELECT *, 1::BIGINT AS upload_order FROM ${quoteText(place('staged'))}`)
      const [transactions, ...summaries] = stageTables(parseStage(`etl/${benchYear}-01`))
      await copy(transactions!.name, readSql(transactions!))
      await view(`SELECT * FROM ${quoteText(place(transactions!.name))}`)
      for (const table of summaries) await copy(table.name, readSql(table))
    })
    const years = await clock(async () => {
      await view(selectYear(`SELECT * FROM ${quoteText(place(partitionedTxn.name))}`))
      for (const table of yearStages(benchYear).flatMap((stage) => stageTables(parseStage(stage))))
        await copy(table.name, readSql(table))
    })
    return { convert, months, years }
  } finally {
    instance.closeSync()
  }
}
