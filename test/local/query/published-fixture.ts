import { cp, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { computeTables } from '../../../functions/aggregate/compute-tables.ts'
import { type DuckDbSession, withDuckDb } from '../../../functions/runtime/duckdb.ts'
import { findTable } from '../../../hive/contract.ts'
import { quoteText } from '../../../jobs/duckdb-sql.ts'
import { selectYear } from '../../../jobs/sql.ts'
import { parseStage, unitStages, yearStages } from '../../../jobs/stages.ts'
import type { PublishedFile } from '../../../local/query/views.ts'

/** Publishes a clean CSV of one year into a folder laid out like the output bucket, with the functions' own code. */
export async function publishCsv(csv: string, year: number, folder: string): Promise<PublishedFile[]> {
  const files: PublishedFile[] = []
  for (const id of [...unitStages(year), ...yearStages(year)]) {
    const stage = parseStage(id)
    await withDuckDb(async (session) => {
      if (stage.grain !== 'year') await viewCsv(session, csv, stage.values.txn_month!)
      else await viewMonths(session, folder)
      const published = await computeTables(session, stage, 1, async ({ table, partition, file, bytes }) => {
        const path = `${partition}/part-0.parquet`
        const local = join(folder, table, path)
        await mkdir(dirname(local), { recursive: true })
        await cp(file, local)
        return { table: findTable(table), path, local, bytes }
      })
      files.push(...published)
    })
  }
  return files
}

const viewCsv = ({ connection }: DuckDbSession, csv: string, month: number) =>
  connection.run(`CREATE VIEW transactions AS
    SELECT transaction_id, transaction_date, CAST(transaction_date[1:10] AS DATE) AS txn_date,
      CAST(transaction_date[12:13] AS INT) AS txn_hour, card_no, card_type, merchant, sub_category, category,
      CAST(amount AS BIGINT) AS amount, CAST(installment_months AS INT) AS installment_months, approval_status,
      region, 'fixture' AS upload_id, CAST(NULL AS VARCHAR) AS card_token, CAST(1 AS BIGINT) AS upload_order
    FROM read_csv(${quoteText(csv)}, all_varchar = true, header = true)
    WHERE CAST(transaction_date[6:7] AS INT) = ${month}`)

const viewMonths = ({ connection }: DuckDbSession, folder: string) => {
  const files = quoteText(join(folder, 'partitioned_txn/**/*.parquet'))
  const rows = `SELECT * FROM read_parquet(${files}, hive_partitioning = true, hive_types = {'txn_year': INTEGER, 'txn_month': INTEGER})`
  return connection.run(`CREATE VIEW transactions AS ${selectYear(rows)}`)
}
