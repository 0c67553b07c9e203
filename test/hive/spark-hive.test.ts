import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { DuckDBInstance } from '@duckdb/node-api'
import { computeTables } from '../../functions/aggregate/compute-tables.ts'
import { type DuckDbSession, fileList, readRows } from '../../functions/runtime/duckdb.ts'
import { hiveName, tables } from '../../hive/contract.ts'
import { duckDbPrelude, duckDbType, quoteName, quoteText } from '../../jobs/duckdb-sql.ts'
import { parseStage, yearStages } from '../../jobs/stages.ts'
import { sparkSql } from '../../local/spark/run.ts'
import { stageYear } from '../jobs/staged-years.ts'

const year = 2023
const published = tables.filter(({ job }) => job === 'etl' || job === 'quarterly')
const text = (file: string) => readFile(new URL(`../../hive/${file}`, import.meta.url), 'utf8')
const queries = (await text('queries.sql'))
  .split(/;\n/)
  .map((query) => query.trim())
  .filter(Boolean)
const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
const session: DuckDbSession = {
  connection: await instance.connect(),
  folder: await mkdtemp(join(tmpdir(), 'spark-hive-')),
}
const place = join(session.folder, 'computed')
let answers: string[][] = []

/** Publishes a small year with rows without a region as the functions lay it out, below `place`. */
async function publishYear(): Promise<void> {
  const { connection } = session
  const shape = { rows: 3000, seed: 5, customers: 200, from: '2023-01-01', to: '2023-12-31' }
  const change = 'CASE WHEN line % 50 = 0 THEN NULL ELSE region END AS region'
  const made = await stageYear(session, year, [{ name: 'hive', shape, change }])
  for (const [stage, files] of Object.entries(made.staged)) {
    await connection.run(
      `CREATE OR REPLACE VIEW transactions AS SELECT *, 1::BIGINT AS upload_order FROM read_parquet(${fileList(files.flat())}, hive_partitioning = false)`,
    )
    await computeTables(session, parseStage(stage), 1)
  }
  for (const stage of yearStages(year)) {
    await connection.run(
      `CREATE OR REPLACE VIEW transactions AS SELECT * FROM read_parquet(${quoteText(join(place, 'partitioned_txn/**/*.parquet'))},
        hive_partitioning = true, hive_types = {'txn_year': INTEGER, 'txn_month': INTEGER})`,
    )
    await computeTables(session, parseStage(stage), 1)
  }
}

before(async () => {
  await session.connection.run(duckDbPrelude)
  await publishYear()
  const ddl = await Promise.all(published.map((table) => text(`${hiveName(table)}.sql`)))
  const repairs = published.map((table) => `MSCK REPAIR TABLE ${hiveName(table)};`)
  const described = published.map((table) => `SELECT '#${hiveName(table)}'; DESCRIBE ${hiveName(table)};`)
  const asked = queries.map((query, index) => `SELECT '#query ${index}';\n${query};`)
  const { code, stdout, stderr } = await sparkSql({
    sql: [...ddl, ...repairs, ...described, ...asked]
      .join('\n')
      .replaceAll(/s3:\/\/\$\{hivevar:bucket\}/g, place),
    hive: true,
    announce: console.error,
  })
  assert.equal(code, 0, stderr.slice(-3000))
  answers = stdout
    .split(/^#/m)
    .slice(1)
    .map((part) => part.trimEnd().split('\n'))
})

after(async () => {
  instance.closeSync()
  await rm(session.folder, { recursive: true })
})

const answerTo = (title: string) => answers.find(([first]) => first === title)!.slice(1)

for (const table of published) {
  test(`Spark's Hive catalog describes ${hiveName(table)} as the contract does`, () => {
    const rows = answerTo(hiveName(table)).map((line) => line.split('\t').map((field) => field.trim()))
    const end = rows.findIndex(([name]) => name!.startsWith('#'))
    const columns = rows
      .slice(0, end < 0 ? undefined : end)
      .map(([name, type]) => `${name} ${type!.toUpperCase()}`)
    assert.deepEqual(
      columns,
      [...table.columns, ...table.partitions].map(({ name, type }) => `${name} ${type}`),
    )
  })
}

/** Rows of a query on DuckDB over the same files, written as spark-sql prints them. */
async function askDuckDb(query: string): Promise<string[]> {
  for (const table of published) {
    const types = table.partitions.map(({ name, type }) => `'${name}': ${duckDbType[type]}`)
    const columns = [...table.columns, ...table.partitions].map(({ name }) => quoteName(name))
    await session.connection.run(
      `CREATE OR REPLACE VIEW ${quoteName(`at ${hiveName(table)}`)} AS SELECT ${columns.join(', ')}
       FROM read_parquet(${quoteText(join(place, table.name, '**/*.parquet'))}, hive_partitioning = true, hive_types = {${types.join(', ')}})`,
    )
  }
  const names = published.map(hiveName).join('|')
  const here = query.replace(new RegExp(`FROM (${names})\\b`, 'g'), 'FROM "at $1"')
  const rows = await readRows<Record<string, unknown>>(session.connection, here)
  return rows.map((row) => Object.values(row).map(print).join('\t'))
}

const print = (value: unknown) =>
  typeof value === 'number' && !Number.isInteger(value)
    ? String(value)
    : value === null
      ? 'NULL'
      : String(value)

for (const [index, query] of queries.entries()) {
  test(`after MSCK REPAIR TABLE, Spark answers as DuckDB: ${/-- (.*)/.exec(query.split('\n').findLast((line) => line.startsWith('--'))!)![1]}`, async () => {
    const numbers = (line: string) =>
      line.split('\t').map((field) => (/^-?[0-9.]+$/.test(field) ? Number(field) : field))
    const spark = answerTo(`query ${index}`).map(numbers)
    const duckdb = (await askDuckDb(query)).map(numbers)
    assert.ok(duckdb.length > 0)
    assert.deepEqual(spark, duckdb)
  })
}
