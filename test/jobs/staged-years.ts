import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type DuckDbSession, readRows } from '../../functions/runtime/duckdb.ts'
import { stagedFileKey } from '../../functions/storage/layout.ts'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import { quoteText, selectStored } from '../../jobs/duckdb-sql.ts'
import { readSql } from '../../jobs/sql.ts'
import { unitStages } from '../../jobs/stages.ts'
import { generateCsv } from '../../local/generate/rows/csv.ts'
import type { Shape } from '../../local/generate/rows/transactions.ts'

/** One upload of a year: generated rows, changed by `change`, a list of columns replaced (DuckDB's SELECT * REPLACE). */
interface StagedUploadOfTest {
  name: string
  shape: Shape
  change?: string
  /** Which of the generated rows it has. */
  where?: string
  /** SQL of card_token; absent: staged when there was no such column. */
  token?: string
}

/** Staged files of a year's uploads by month, oldest upload first, and the de-duplicated months made of them. */
export interface StagedYear {
  year: number
  /** Files by stage of the month; one list per upload. */
  staged: Record<string, string[][]>
  /** partitioned_txn of each month that has rows. */
  months: { stage: string; month: number; file: string }[]
}

/** Stages uploads as ConvertChunks does, and computes the months as Aggregate does, into the session's folder. */
export async function stageYear(
  session: DuckDbSession,
  year: number,
  uploads: readonly StagedUploadOfTest[],
): Promise<StagedYear> {
  for (const upload of uploads) await createRows(session, upload)
  const made: StagedYear = { year, staged: {}, months: [] }
  for (const [index, stage] of unitStages(year).entries()) {
    const month = index + 1
    const files = []
    for (const { name } of uploads) files.push(await stageMonth(session, name, year, month))
    const found = files.filter((file) => file !== null)
    if (found.length === 0) continue
    made.staged[stage] = found.map((file) => [file])
    const file = join(session.folder, `published/${year}/${stage.replaceAll('/', '-')}.parquet`)
    await mkdir(dirname(file), { recursive: true })
    const view = found.map(
      (path, order) =>
        `SELECT *, ${order + 1}::BIGINT AS upload_order FROM (${selectStored(partitionedTxn.columns, [path])})`,
    )
    await session.connection.run(`CREATE OR REPLACE VIEW transactions AS ${view.join(' UNION ALL BY NAME ')}`)
    const select = readSql({ name: 'partitioned_txn', job: 'etl' })
    const unpublished = uploads.some(({ token }) => token) ? [] : ['card_token']
    await session.connection.run(
      `COPY (SELECT * EXCLUDE (${['txn_year', 'txn_month', ...unpublished].join(', ')}) FROM (${select})) TO ${quoteText(file)} (FORMAT parquet, COMPRESSION snappy)`,
    )
    made.months.push({ stage, month, file })
  }
  return made
}

async function createRows(session: DuckDbSession, upload: StagedUploadOfTest): Promise<void> {
  const csv = join(session.folder, `${upload.name}.csv`)
  await pipeline(Readable.from(generateCsv(upload.shape)), createWriteStream(csv))
  await session.connection.run(`CREATE TABLE "${upload.name}" AS
    SELECT transaction_id, transaction_date, CAST(moment AS DATE) AS txn_date,
      CAST(hour(moment) AS INT) AS txn_hour, card_no, card_type, merchant, sub_category, category,
      CAST(amount AS BIGINT) AS amount, CAST(installment_months AS INT) AS installment_months, approval_status,
      region, ${quoteText(upload.name)} AS upload_id, ${upload.token ? `${upload.token} AS card_token, ` : ''}CAST(line AS INTEGER) AS line
    FROM (
      SELECT * ${upload.change ? `REPLACE (${upload.change})` : ''}
      FROM (
        SELECT *, CAST(transaction_date AS TIMESTAMP) AS moment, row_number() OVER () AS line
        FROM read_csv(${quoteText(csv)}, all_varchar = true)
      ) WHERE ${upload.where ?? 'true'}
    )`)
}

/** Writes one upload's rows of a month; null when it has none. */
async function stageMonth(
  { connection, folder }: DuckDbSession,
  upload: string,
  year: number,
  month: number,
): Promise<string | null> {
  const rows = `FROM "${upload}" WHERE year(txn_date) = ${year} AND month(txn_date) = ${month}`
  const [count] = await readRows<{ rows: bigint }>(connection, `SELECT COUNT(*) AS rows ${rows}`)
  if (!count?.rows) return null
  const file = join(folder, stagedFileKey(upload, 'a', `${year}-${String(month).padStart(2, '0')}`, '00001'))
  await mkdir(dirname(file), { recursive: true })
  await connection.run(`COPY (SELECT * ${rows}) TO ${quoteText(file)} (FORMAT parquet, COMPRESSION snappy)`)
  return file
}
