import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { s3Store } from '../../../functions/storage/store.ts'
import { hiveName, tables } from '../../../hive/contract.ts'
import { stack } from '../../../local/pipeline/stack.ts'
import { fetchPublished } from '../../../local/query/cache.ts'
import { findRound } from '../../../local/query/round.ts'
import { cloud, command } from './cloud.ts'
import { keyOf } from './deliver.ts'

test('query lists every table of the contract and nothing else', async () => {
  const { code, stdout } = await command('query', '--json')
  assert.equal(code, 0)
  assert.deepEqual(
    JSON.parse(stdout).map((row: { table: string }) => row.table),
    tables.map(hiveName),
  )
})

test('query answers in lines when piped, and the year is the sum of its months', async () => {
  const sql = `SELECT (SELECT SUM(total_amount) FROM monthly_trend) AS months,
    (SELECT SUM(amount) FROM partitioned_txn WHERE approval_status = 'approved') AS rows`
  const { code, stdout } = await command('query', sql)
  assert.equal(code, 0)
  const [header, values] = stdout.trim().split('\n')
  assert.equal(header, 'months\trows')
  const [months, rows] = values!.split('\t')
  assert.equal(months, rows)
})

test('what was downloaded once is not downloaded again', async () => {
  const folder = join(cloud.folder, 'published')
  const round = await findRound(s3Store(stack.outputBucket))
  assert.ok(round)
  const first = await fetchPublished(stack.outputBucket, folder, round)
  const written = first.map(({ local }) => statSync(local).mtimeMs)
  const second = await fetchPublished(stack.outputBucket, folder, round)
  assert.deepEqual(
    second.map(({ local }) => statSync(local).mtimeMs),
    written,
  )
  rmSync(first[0]!.local)
  await fetchPublished(stack.outputBucket, folder, round)
  assert.ok(existsSync(first[0]!.local))
})

test('SQL that fails says why and what helps', async () => {
  const { code, stderr } = await command('query', 'SELECT nothing FROM nowhere')
  assert.equal(code, 1)
  assert.match(stderr, /nowhere/)
  assert.match(stderr, /npm run query/)
})

test('the report is written, with the run and what it cost', async () => {
  const path = join(tmpdir(), `report-${process.pid}.html`)
  const { code, stdout, stderr } = await command('report', '--json', '--out', path)
  assert.equal(code, 0, stderr)
  const { bytes, year } = JSON.parse(stdout)
  const page = readFileSync(path, 'utf8')
  rmSync(path)
  assert.equal(year, 2024)
  assert.equal(bytes, Buffer.byteLength(page))
  assert.ok(bytes < 1_000_000, `${bytes} bytes`)
  for (const id of ['months', 'lineage', 'quality', 'run', 'cost']) assert.ok(page.includes(`id="${id}"`), id)
  assert.ok(page.includes(keyOf('first.csv').replace('incoming/', '')))
})

test('a report of a year without transactions is refused', async () => {
  const { code, stderr } = await command('report', '--year', '1999')
  assert.equal(code, 1)
  assert.match(stderr, /nothing of 1999 is published/)
})
