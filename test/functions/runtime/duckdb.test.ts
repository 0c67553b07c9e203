import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { DuckDBConnection } from '@duckdb/node-api'
import { countCpus, type DuckDbSession, readRows, withDuckDb } from '../../../functions/runtime/duckdb.ts'

const texts = ['\ufeff서울', '\ufeff a text that is longer than twelve bytes', '서울\ufeff', '\ufeff', '']

for (const text of texts)
  test(`DuckDB hands over ${JSON.stringify(text)} as it is`, async () => {
    const points = [...text].map((character) => `chr(${character.codePointAt(0)})`)
    const sql = `SELECT ${["''", ...points].join(' || ')} AS text`
    const rows = await withDuckDb(({ connection }) => readRows<{ text: string }>(connection, sql))
    assert.deepEqual(rows, [{ text }])
  })

test('work has one thread, and more where it asks for them', async () => {
  const countThreads = (threads?: number) =>
    withDuckDb(async ({ connection }) => {
      const [found] = await readRows<{ threads: bigint }>(
        connection,
        "SELECT current_setting('threads') AS threads",
      )
      return Number(found!.threads)
    }, threads)
  for (const threads of [1, 2, 1]) assert.equal(await countThreads(threads), threads)
  assert.equal(await countThreads(), 1)
})

test('a function has the CPUs that its memory brings', () => {
  assert.equal(countCpus(), availableParallelism())
  process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE = '1769'
  assert.equal(countCpus(), 1)
  process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE = '2048'
  assert.equal(countCpus(), Math.min(2, availableParallelism()))
  delete process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE
})

test('connections of a call see the same database, and work at the same time', async () => {
  let other: DuckDBConnection | undefined
  await withDuckDb(async ({ connection, connect }) => {
    await connection.run('CREATE TABLE shared AS SELECT range AS n FROM range(1000)')
    other = await connect()
    const sum = 'SELECT SUM(n)::INTEGER AS sum FROM shared'
    const both = await Promise.all([connection, other].map((each) => readRows(each, sum)))
    assert.deepEqual(both, [[{ sum: 499_500 }], [{ sum: 499_500 }]])
  })
  await assert.rejects(other!.run('SELECT 1'), 'and end with it')
})

test('what a call leaves in DuckDB is gone at the next', async () => {
  const leave =
    'CREATE TABLE left_over AS SELECT 1; CREATE TEMP TABLE left_too AS SELECT 1; CREATE MACRO left_macro() AS 1'
  await withDuckDb(({ connection }) => connection.run(leave))
  await withDuckDb(async ({ connection }) => {
    assert.deepEqual(await readRows(connection, 'SHOW ALL TABLES'), [])
    await assert.rejects(connection.run('SELECT left_macro()'), /left_macro/)
    await connection.run(leave)
  })
})

/** Leaves a mark that only the same DuckDB shows to a later call; returns whether it was there. */
const isMarked = (work: (session: DuckDbSession) => Promise<unknown> = async () => {}) =>
  withDuckDb(async (session) => {
    const attached = await readRows(
      session.connection,
      "FROM duckdb_databases() WHERE database_name = 'mark'",
    )
    await session.connection.run("ATTACH IF NOT EXISTS ':memory:' AS mark")
    await work(session)
    return attached.length > 0
  })

test('a call goes on in the DuckDB of the call before', async () => {
  await isMarked()
  assert.equal(await isMarked(), true)
})

test('a DuckDB in which work failed is used no more', async () => {
  await isMarked()
  await assert.rejects(isMarked(({ connection }) => connection.run('SELECT nothing')))
  assert.equal(await isMarked(), false)
})

test('a DuckDB that wrote to the disk is used no more', async () => {
  await isMarked(async ({ connection, folder }) => {
    await connection.run("SET memory_limit = '60MB'")
    await connection.run(
      'CREATE TABLE large AS SELECT hash(range) AS a, hash(a) AS b FROM range(5000000) ORDER BY a',
    )
    assert.ok(existsSync(join(folder, 'spill')))
  })
  assert.equal(await isMarked(), false)
})
