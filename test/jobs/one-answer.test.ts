import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { DuckDBInstance } from '@duckdb/node-api'
import { type DuckDbSession, fileList, readRows } from '../../functions/runtime/duckdb.ts'
import { setChecks } from '../../hive/checks.ts'
import type { Table } from '../../hive/table.ts'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import { duckDbPrelude, duckDbType, quoteName, selectStored } from '../../jobs/duckdb-sql.ts'
import { stageTables } from '../../jobs/partitions.ts'
import { renderQualityScript, selectIssues, selectPlaces } from '../../jobs/set-checks.ts'
import { renderSparkScript, type SparkStage } from '../../jobs/spark-script.ts'
import { readSql, selectYear } from '../../jobs/sql.ts'
import { parseStage, yearStages } from '../../jobs/stages.ts'
import { sparkSql } from '../../local/spark/run.ts'
import { type StagedYear, stageYear } from './staged-years.ts'

/** Values that pass the checks and still are odd: nulls, ties, quotes, emoji, zero, more than 32 bits, names of one letter. */
const oddities = `
  CASE WHEN line % 97 = 0 THEN NULL ELSE region END AS region,
  CASE WHEN line % 89 = 0 THEN NULL WHEN line % 50 = 0 THEN '"가", ''나'' 😀 <b>&' ELSE merchant END AS merchant,
  CASE WHEN line % 83 = 0 THEN NULL ELSE category END AS category,
  CASE WHEN line % 79 = 0 THEN NULL ELSE sub_category END AS sub_category,
  CASE WHEN line % 73 = 0 THEN NULL ELSE card_no END AS card_no,
  CASE WHEN line % 71 = 0 THEN NULL ELSE card_type END AS card_type,
  CASE WHEN line % 67 = 0 THEN NULL ELSE approval_status END AS approval_status,
  CASE WHEN line % 61 = 0 THEN NULL ELSE installment_months END AS installment_months,
  CASE WHEN line % 59 = 0 THEN NULL WHEN line % 31 = 0 THEN '0' WHEN line % 1000 = 7 THEN '9007199254740993'
    WHEN line % 3 = 0 THEN '1000' ELSE amount END AS amount`

/** Of some rows, and of more cards than there are masked numbers. */
const tokens = "CASE WHEN line % 3 > 0 THEN 'tk-' || line % 700 END"

const shape = { rows: 4000, seed: 7, customers: 300 }
const years = {
  'clean rows': [
    {
      name: 'clean',
      shape: { ...shape, rows: 100_000, seed: 42, customers: 10_000, from: '2022-01-01', to: '2022-12-31' },
    },
  ],
  'odd rows that pass': [
    {
      name: 'odd',
      shape: { ...shape, from: '2023-02-01', to: '2023-08-31' },
      change: oddities,
      token: tokens,
    },
  ],
  'an upload, a second one and a correction': [
    { name: 'first', shape: { ...shape, from: '2024-01-01', to: '2024-12-31' } },
    { name: 'second', shape: { ...shape, seed: 8, from: '2024-03-01', to: '2024-04-30' }, token: tokens },
    {
      name: 'correction',
      shape: { ...shape, from: '2024-01-01', to: '2024-12-31' },
      change: "CAST(CAST(amount AS BIGINT) + 7 AS VARCHAR) AS amount, 'cancelled' AS approval_status",
      where: 'line % 5 = 0',
      token: tokens,
    },
  ],
}

const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
const session: DuckDbSession = {
  connection: await instance.connect(),
  folder: await mkdtemp(join(tmpdir(), 'one-answer-')),
  connect: () => instance.connect(),
}
const made: Record<string, StagedYear> = {}
const out = (stage: string) => join(session.folder, 'spark', stage)
const allYears = yearStages(2022)
/** Twice the same rows of a month, so that there is something to find. */
const repeated = (year: StagedYear) => Object.values(year.staged).slice(0, 2).flat(2)

/** Uploads of staged files, which lie below a folder of their upload. */
const uploadsOf = (staged: string[][]) => staged.map(([file]) => /_staging\/([^/]+)\//.exec(file!)![1]!)

before(async () => {
  await session.connection.run(duckDbPrelude)
  for (const [index, [title, uploads]] of Object.entries(years).entries())
    made[title] = await stageYear(session, 2022 + index, uploads)
  const months = Object.values(made).flatMap(({ year, staged }): SparkStage[] =>
    [`etl/${year}-03`, `etl/${year}-04`].map((stage) => ({
      stage,
      staged: {
        uploads: uploadsOf(staged[stage]!),
        files: staged[stage]!.flat(),
        loose: stage.endsWith('-04'),
      },
      output: out(stage),
    })),
  )
  // The years in one statement for each table: their SQL keeps them apart.
  const units = Object.values(made).flatMap(({ months }) => months.map(({ file }) => file))
  const stages = [...months, ...allYears.map((stage) => ({ stage, units, output: out(stage) }))]
  const checks = Object.values(made).map((year) =>
    renderQualityScript({
      files: repeated(year),
      lineBases: { '00001': 1 },
      output: out(`checks/${year.year}`),
    }),
  )
  const { code, stderr } = await sparkSql({
    sql: [renderSparkScript(stages), ...checks].join('\n'),
    announce: console.error,
  })
  assert.equal(code, 0, stderr.slice(-3000))
})

after(async () => {
  instance.closeSync()
  await rm(session.folder, { recursive: true })
})

const sparkFiles = (folder: string) => fileList([join(folder, '*.parquet')])
const typesOf = async (select: string) =>
  (
    await readRows<{ column_name: string; column_type: string }>(session.connection, `DESCRIBE ${select}`)
  ).map(({ column_name, column_type }) => `${column_name} ${column_type}`)

/** Rows of one SELECT that the other does not have, both ways, duplicates counted. */
async function differences(one: string, other: string): Promise<unknown[]> {
  const minus = (a: string, b: string) => `((${a}) EXCEPT ALL (${b}))`
  const rows = await readRows(
    session.connection,
    `${minus(one, other)} UNION ALL ${minus(other, one)} LIMIT 5`,
  )
  return rows
}

/** What Spark wrote of a month's staged rows, to be put into one file, are those rows. */
async function compareStaged(staged: string[][], folder: string): Promise<void> {
  const columns = partitionedTxn.columns.map(({ name }) => name).join(', ')
  const written = `SELECT * FROM read_parquet(${sparkFiles(join(folder, 'staged_rows'))})`
  assert.deepEqual(
    await differences(
      written,
      `SELECT ${columns} FROM (${selectStored(partitionedTxn.columns, staged.flat())})`,
    ),
    [],
  )
}

async function compareTable(table: Table, folder: string, year: number): Promise<void> {
  const spark = `SELECT * FROM read_parquet(${sparkFiles(join(folder, table.name))}) WHERE txn_year = ${year}`
  const wanted = [...table.columns, ...table.partitions].map(
    ({ name, type }) => `${name} ${duckDbType[type]}`,
  )
  assert.deepEqual(await typesOf(spark), wanted)
  assert.deepEqual(await differences(spark, `SELECT * FROM (${readSql(table)})`), [])
}

for (const [index, title] of Object.keys(years).entries()) {
  const year = 2022 + index
  for (const month of [`etl/${year}-03`, `etl/${year}-04`]) {
    test(`${title}: the tables of ${month} are equal on DuckDB and Spark`, async () => {
      const view = made[title]!.staged[month]!.map(
        (files, order) =>
          `SELECT *, ${order + 1}::BIGINT AS upload_order FROM (${selectStored(partitionedTxn.columns, files)})`,
      )
      await session.connection.run(
        `CREATE OR REPLACE VIEW transactions AS ${view.join(' UNION ALL BY NAME ')}`,
      )
      if (month.endsWith('-04')) await compareStaged(made[title]!.staged[month]!, out(month))
      const [transactions, ...summaries] = stageTables(parseStage(month))
      await compareTable(transactions!, out(month), year)
      await session.connection.run(
        `CREATE OR REPLACE TABLE month_rows AS ${readSql(transactions!)};
         CREATE OR REPLACE VIEW transactions AS SELECT * FROM month_rows`,
      )
      for (const table of summaries) await compareTable(table, out(month), year)
    })
  }
  for (const stage of allYears) {
    for (const table of stageTables(parseStage(stage))) {
      test(`${title}: ${table.name} is equal on DuckDB and Spark`, async () => {
        const months = made[title]!.months.map(
          ({ month, file }) =>
            `SELECT *, ${year}::INT AS txn_year, ${month}::INT AS txn_month FROM (${selectStored(partitionedTxn.columns, [file])})`,
        )
        await session.connection.run(
          `CREATE OR REPLACE VIEW transactions AS ${selectYear(months.join(' UNION ALL '))}`,
        )
        await compareTable(table, out(stage), year)
      })
    }
  }
  for (const check of setChecks) {
    test(`${title}: the check ${check.name} finds the same on DuckDB and Spark`, async () => {
      await session.connection.run(
        `CREATE OR REPLACE VIEW transactions AS SELECT * REPLACE (line + 1 AS line)
         FROM read_parquet(${fileList(repeated(made[title]!))})`,
      )
      const folder = out(`checks/${year}`)
      const found = `SELECT * FROM read_parquet(${sparkFiles(join(folder, check.name))})`
      assert.deepEqual(await typesOf(found), await typesOf(`SELECT * FROM (${selectIssues(check)})`))
      assert.deepEqual(await differences(found, `SELECT * FROM (${selectIssues(check)})`), [])
      const places = `SELECT * FROM read_parquet(${sparkFiles(join(folder, `${check.name}_places`))})`
      const wanted = `SELECT * FROM (${selectPlaces(check)}) WHERE sample IN (SELECT sample FROM (${selectIssues(check)}))`
      assert.deepEqual(await differences(places, wanted), [])
    })
  }
}

test('the comparison itself sees one changed value', async () => {
  const one = 'SELECT 1 AS a, NULL AS b'
  assert.deepEqual(await differences(one, one), [])
  assert.equal((await differences(one, 'SELECT 1 AS a, 2 AS b')).length, 2)
  assert.equal(quoteName('a'), '"a"')
})
