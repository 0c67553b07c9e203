import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { hiveName, tables } from '../../../hive/contract.ts'
import { stack } from '../../../local/pipeline/stack.ts'
import { sparkSql } from '../../../local/spark/run.ts'
import { command } from '../end-to-end/cloud.ts'

const published = tables.filter(({ job }) => job === 'etl' || job === 'quarterly')
const text = (file: string) => readFile(new URL(`../../../hive/${file}`, import.meta.url), 'utf8')
const queries = (await text('queries.sql'))
  .split(/;\n/)
  .map((query) => query.trim())
  .filter(Boolean)
let answers: string[][] = []
let expected: Record<string, unknown>[][] = []

// One Spark process for all that follows: starting it is what takes time.
test("Spark's Hive catalog takes the checked-in definitions as they are, and finds the partitions in S3", async () => {
  const ddl = await Promise.all(published.map((table) => text(`${hiveName(table)}.sql`)))
  const repairs = published.map((table) => `MSCK REPAIR TABLE ${hiveName(table)};`)
  const described = published.map((table) => `SELECT '#${hiveName(table)}'; DESCRIBE ${hiveName(table)};`)
  const asked = queries.map((query, index) => `SELECT '#query ${index}';\n${query};`)
  const sql = [...ddl, ...repairs, ...described, ...asked].join('\n')
  const { code, stdout, stderr } = await sparkSql({
    sql,
    variables: { bucket: stack.outputBucket },
    hive: true,
    announce: console.error,
  })
  assert.equal(code, 0, stderr.slice(-3000))
  answers = stdout
    .split(/^#/m)
    .slice(1)
    .map((part) => part.trimEnd().split('\n'))
  const duckdb = await command('query', '--file', 'hive/queries.sql', '--json')
  assert.equal(duckdb.code, 0, duckdb.stderr)
  // one array after the other
  expected = JSON.parse(`[${duckdb.stdout.trim().replaceAll(/\]\n\[/g, '],[')}]`)
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

/** A value as spark-sql prints it, numbers as numbers. */
const read = (field: string) => (/^-?[0-9.]+$/.test(field) ? Number(field) : field)

for (const [index, query] of queries.entries()) {
  const title = /-- (.*)/.exec(query.split('\n').findLast((line) => line.startsWith('--'))!)![1]
  test(`after MSCK REPAIR TABLE on S3, Spark answers as DuckDB: ${title}`, () => {
    const spark = answerTo(`query ${index}`).map((line) => line.split('\t').map(read))
    const duckdb = expected[index]!.map((row) =>
      Object.values(row).map((value) => read(String(value ?? 'NULL'))),
    )
    assert.ok(duckdb.length > 0)
    assert.deepEqual(spark, duckdb)
  })
}
