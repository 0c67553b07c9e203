import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { glueTables } from '../../../functions/iceberg/glue-tables.ts'
import { readVersion, versionName } from '../../../functions/iceberg/table-version.ts'
import { icebergFolder, metadataKey, roundsPrefix } from '../../../functions/storage/layout.ts'
import { s3Store } from '../../../functions/storage/store.ts'
import { computedTables, findTable, hiveName } from '../../../hive/contract.ts'
import { snapshotName } from '../../../hive/snapshot-ddl.ts'
import type { Table } from '../../../hive/table.ts'
import { stack } from '../../../local/pipeline/stack.ts'
import { fetchPublished } from '../../../local/query/cache.ts'
import { listPublished } from '../../../local/query/objects.ts'
import { withFiles } from '../../../local/query/open-tables.ts'
import { findRound } from '../../../local/query/round.ts'
import { cloud, command } from '../end-to-end/cloud.ts'
import { type Answer, type Read, readWithPython, readWithSpark, textOf } from './readers.ts'

const store = s3Store(stack.outputBucket)
const glue = glueTables(`card_pipeline_${stack.stage}`)
const text = await readFile(new URL('../../../hive/snapshot-queries.sql', import.meta.url), 'utf8')
const queries = text.split(/;\n/).filter((query) => query.trim())
const regional = findTable('regional_analysis')

/** Reads of every table as it is, of its first snapshot, and of single partitions, one of them of rows without a region. */
async function planReads(): Promise<Read[]> {
  const reads: Read[] = []
  for (const table of computedTables) {
    const { metadata } = await readVersion(store, table)
    const path = (await glue.find(snapshotName(table)))!.metadata!
    const first = metadata!.snapshots[0]!['snapshot-id']
    reads.push({ id: hiveName(table), table, metadata: path })
    reads.push({ id: `${hiveName(table)} first`, table, metadata: path, snapshot: first })
    if (table !== regional) continue
    reads.push({ id: 'Korean', table, metadata: path, where: "txn_year = 2024 AND region = '서울'" })
    reads.push({ id: 'unknown', table, metadata: path, where: "region = '미상'" })
  }
  return reads
}

/** Rows of the plain prefixes as they stand, by the names of the reads. */
async function readPlain(): Promise<Map<string, string[]>> {
  const folder = join(cloud.folder, 'published')
  const files = await fetchPublished(stack.outputBucket, folder, null)
  return withFiles(files, folder, async ({ connection }) => {
    const select = async (table: Table, where = 'true') => {
      const columns = [...table.columns, ...table.partitions].map(({ name }) => `CAST("${name}" AS VARCHAR)`)
      const sql = `SELECT ${columns.join(', ')} FROM ${hiveName(table)} WHERE ${where}`
      const rows = (await connection.runAndReadAll(sql)).getRows() as (string | null)[][]
      return rows.map((row) => textOf(table, row)).sort()
    }
    const plain = new Map<string, string[]>()
    for (const table of computedTables) plain.set(hiveName(table), await select(table))
    plain.set('Korean', await select(regional, "txn_year = 2024 AND region = '서울'"))
    plain.set('unknown', await select(regional, "region = '미상'"))
    return plain
  })
}

const readers = ['PyIceberg', 'DuckDB', 'Spark'] as const
const answers = {} as Record<(typeof readers)[number], Map<string, Answer>>
let asked: string[][] = []

test('Glue sends readers of every table to its newest metadata', async () => {
  for (const table of computedTables) {
    const { number, hint } = await readVersion(store, table)
    const newest = `s3://${stack.outputBucket}/${metadataKey(hiveName(table), versionName(number))}`
    assert.equal((await glue.find(snapshotName(table)))?.metadata, newest)
    assert.equal(hint, number)
  }
})

/** What the queries ask for: the moment of the first round, and snapshots of two tables in the newest. */
async function planQueries(): Promise<Record<string, string>> {
  const { tables } = (await findRound(store))!
  const [year, month] = [tables.monthly_trend!.snapshot, tables.daily_summary!.snapshot]
  const { metadata } = await readVersion(store, findTable('monthly_trend'))
  // Spark's session is in Korean time, and a moment of its own second is enough
  const moment = new Date(metadata!.snapshots[0]!['timestamp-ms'] + 1000 + 9 * 60 * 60_000)
  return {
    moment: moment.toISOString().slice(0, 19).replace('T', ' '),
    year_snapshot: String(year),
    month_snapshot: String(month),
  }
}

// in a test, because this file is loaded before the cloud is up
test('three independent readers open the snapshots', async () => {
  const reads = await planReads()
  answers.PyIceberg = readWithPython('pyiceberg', reads)
  answers.DuckDB = readWithPython('duckdb', reads)
  const spark = await readWithSpark(reads, queries, await planQueries())
  answers.Spark = spark.answers
  asked = spark.queries
  for (const reader of readers)
    assert.deepEqual([...answers[reader].keys()].sort(), reads.map(({ id }) => id).sort(), reader)
})

test('every table has a snapshot of one round, and it lists partitions without rows too', async () => {
  const round = (await findRound(store))!
  assert.deepEqual(Object.keys(round.tables), computedTables.map(hiveName))
  const listed = await listPublished(stack.outputBucket, round)
  const files = listed.filter(({ table }) => table.name === 'quarterly/category_summary')
  assert.equal(files.length, 8)
  assert.ok(files.every(({ key }) => key.startsWith(icebergFolder('quarterly_category_summary'))))
})

for (const reader of readers) {
  test(`${reader} reads all twelve tables and single partitions as the plain prefixes hold them`, async () => {
    const plain = await readPlain()
    assert.ok(plain.get('Korean')!.length > 0 && plain.get('unknown')!.length > 0)
    for (const [id, rows] of plain) assert.deepEqual(answers[reader].get(id)!.rows, rows, id)
  })
}

test('all readers see the same rows in the first snapshot, other ones than now', () => {
  const [first, ...others] = Object.values(answers)
  for (const table of computedTables.map(hiveName)) {
    const then = first!.get(`${table} first`)!.rows
    assert.notDeepEqual(then, first!.get(table)!.rows, table)
    for (const other of others) assert.deepEqual(other.get(`${table} first`)!.rows, then, table)
  }
})

test('a filter on partitions reads one file of many, with each reader', () => {
  const all = answers.PyIceberg.get('regional_analysis')!.files!
  assert.ok(all > 8, `${all} files without a filter`)
  for (const reader of readers) {
    assert.equal(answers[reader].get('Korean')!.files, 1, reader)
    const unknown = answers[reader].get('unknown')!.files!
    assert.ok(unknown > 0 && unknown < all / 4, `${reader} reads ${unknown} of ${all} files`)
  }
})

test('partitions without rows, and rows with NULL, are among what was read', async () => {
  const summary = findTable('quarterly/category_summary')
  const listed = await listPublished(stack.outputBucket, (await findRound(store))!)
  const files = listed.filter(({ table }) => table === summary)
  for (const reader of readers) {
    const { rows } = answers[reader].get(hiveName(summary))!
    const quarters = new Set(rows.map((row) => row.split('\t').slice(-2).join(' ')))
    assert.ok(quarters.size < files.length, `${quarters.size} quarters with rows in ${files.length} files`)
    const transactions = answers[reader].get('partitioned_txn')!.rows
    assert.ok(
      transactions.some((row) => row.includes('\\N')),
      reader,
    )
  }
})

test('Spark answers the checked-in questions to the past', () => {
  const [quarters, changed, joined] = asked
  const first = answers.Spark.get('quarterly_card_type first')!.rows
  assert.equal(quarters!.length, first.length)
  assert.ok(changed!.length > 0)
  for (const line of joined!) {
    const [, byMonth, byDay] = line.split('\t')
    assert.equal(byMonth, byDay, line)
  }
  assert.ok(joined!.length > 0)
})

test('query answers as of a moment in the past from the snapshots of one round', async () => {
  let moment: Date | undefined
  for await (const { lastModified } of store.list(roundsPrefix)) moment ??= lastModified
  const sql = 'SELECT COUNT(*) AS rows FROM partitioned_txn'
  const { code, stdout, stderr } = await command('query', sql, '--json', '--as-of', moment!.toISOString())
  assert.equal(code, 0, stderr)
  assert.match(stderr, /as of round \d+/)
  const [{ rows }] = JSON.parse(stdout)
  assert.equal(Number(rows), answers.Spark.get('partitioned_txn first')!.rows.length)
  assert.ok(rows < answers.Spark.get('partitioned_txn')!.rows.length, `${rows}`)
})
