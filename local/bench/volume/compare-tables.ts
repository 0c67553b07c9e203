import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { fileList, readRows } from '../../../functions/runtime/duckdb.ts'
import { s3Store } from '../../../functions/storage/store.ts'
import { computedTables } from '../../../hive/contract.ts'
import type { Table } from '../../../hive/table.ts'
import { partitionedTxn } from '../../../hive/tables/etl.ts'
import { duckDbPrelude, duckDbType, quoteName, quoteText } from '../../../jobs/duckdb-sql.ts'
import { readSql, selectDerived, selectYear } from '../../../jobs/sql.ts'
import { stack } from '../../pipeline/stack.ts'
import { CommandError } from '../../terminal/command-error.ts'
import { count } from '../../terminal/wording.ts'
import { typedColumns } from '../raw-duckdb.ts'

/** A published table beside the one that raw DuckDB makes of the same CSV files. */
export interface Comparison {
  table: string
  rows: number
  /** Rows that only one side has. */
  different: number
}

/** Every computed table of the stack against one raw DuckDB over the files. Throws a CommandError when one differs. */
export async function compareTables(csvs: readonly string[], folder: string): Promise<Comparison[]> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: '6GB',
    temp_directory: join(folder, 'spill'),
  })
  const connection = await instance.connect()
  try {
    await connection.run(duckDbPrelude)
    await viewExpected(connection, csvs, join(folder, 'expected.parquet'))
    const found: Comparison[] = []
    for (const table of computedTables) found.push(await compareTable(connection, table, folder))
    const wrong = found.filter(({ different }) => different > 0)
    if (wrong.length > 0)
      throw new CommandError(
        `differs from raw DuckDB: ${wrong.map(({ table, different }) => `${table} in ${different} rows`).join(', ')}`,
        'npm run query shows what is published',
      )
    return found
  } finally {
    instance.closeSync()
  }
}

/** The view `transactions` as a year reads it. The files repeat no transaction. */
async function viewExpected(connection: DuckDBConnection, csvs: readonly string[], path: string) {
  const dated = `SELECT *, ${selectDerived(partitionedTxn.partitions)} FROM (SELECT ${typedColumns}
    FROM read_csv(${fileList(csvs)}, all_varchar = true))`
  await connection.run(`COPY (${dated}) TO ${quoteText(path)} (FORMAT parquet)`)
  await connection.run(
    `CREATE VIEW transactions AS ${selectYear(`SELECT * FROM read_parquet(${quoteText(path)})`)}`,
  )
}

async function compareTable(connection: DuckDBConnection, table: Table, folder: string): Promise<Comparison> {
  const own = join(folder, 'published')
  const files = await download(table, own)
  const columns = [...table.columns, ...table.partitions].filter(({ name }) => name !== 'upload_id')
  const names = columns.map(({ name }) => quoteName(name)).join(', ')
  const types = table.partitions.map(({ name, type }) => `${quoteText(name)}: ${duckDbType[type]}`)
  const published = `SELECT ${names} FROM read_parquet(${fileList(files)}, hive_partitioning = true, hive_types = {${types.join(', ')}})`
  const expected = table === partitionedTxn ? 'SELECT * FROM transactions' : readSql(table)
  // whole rows of millions are compared by what they hash to, so that memory stays bounded
  const sum = (select: string) =>
    `SELECT COUNT(*) AS rows, BIT_XOR(hash(${names})) AS hash FROM (SELECT ${names} FROM (${select}))`
  const [here, there] = await Promise.all([
    readRows<{ rows: bigint; hash: bigint | null }>(connection, sum(published)),
    readRows<{ rows: bigint; hash: bigint | null }>(connection, sum(expected)),
  ])
  const [a, b] = [here[0]!, there[0]!]
  const equal = a.rows === b.rows && a.hash === b.hash
  const different = equal
    ? 0
    : await countDifferent(connection, published, `SELECT ${names} FROM (${expected})`)
  await rm(own, { recursive: true })
  return { table: table.name, rows: Number(a.rows), different }
}

export const describeComparison = ({ table, rows, different }: Comparison) =>
  `${table}: ${count(rows)} rows, ${different === 0 ? "equal to raw DuckDB's" : `${different} different`}`

async function countDifferent(connection: DuckDBConnection, one: string, other: string): Promise<number> {
  const [row] = await readRows<{ count: bigint }>(
    connection,
    `SELECT COUNT(*) AS count FROM ((${one} EXCEPT ALL ${other}) UNION ALL (${other} EXCEPT ALL ${one}))`,
  )
  return Number(row!.count)
}

async function download({ name }: Table, folder: string): Promise<string[]> {
  const store = s3Store(stack.outputBucket)
  const files: string[] = []
  for await (const { key } of store.list(`${name}/`)) {
    const file = join(folder, key)
    await mkdir(dirname(file), { recursive: true })
    await store.getFile(key, file)
    files.push(file)
  }
  return files
}
