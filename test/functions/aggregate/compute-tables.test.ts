import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { computeTables } from '../../../functions/aggregate/compute-tables.ts'
import { withDuckDb } from '../../../functions/runtime/duckdb.ts'
import { partitionedTxn } from '../../../hive/tables/etl.ts'
import { selectStored } from '../../../jobs/duckdb-sql.ts'
import { selectYear } from '../../../jobs/sql.ts'
import { parseStage } from '../../../jobs/stages.ts'

const { columns, partitions } = partitionedTxn
const noRows = `SELECT *, 1::BIGINT AS upload_order FROM (${selectStored(columns, [])})`
const noYear = selectYear(selectStored([...columns, ...partitions], []))

/** Computes a stage of no rows. */
const compute = <Saved>(
  id: string,
  rows: string,
  save: (file: { file: string; table: string }) => Promise<Saved>,
) =>
  withDuckDb(async (session) => {
    await session.connection.run(`CREATE VIEW transactions AS ${rows}`)
    return computeTables(session, parseStage(id), 1, save)
  })

test('files are in the order of the tables, whichever is saved first', async () => {
  const names = await compute('quarterly/2024', noYear, async ({ table }) => {
    await pause(table.endsWith('category_summary') ? 30 : 1)
    return table
  })
  const [summary, top, ...others] = [
    'category_summary',
    'merchant_top10',
    'qoq_growth',
    'card_type',
    'region',
  ]
  assert.deepEqual(
    names,
    [...Array(4).fill(summary), ...Array(4).fill(top), ...others, 'installment'].map(
      (each) => `quarterly/${each}`,
    ),
  )
})

test('when a table cannot be computed, the call ends after what is being saved', async () => {
  let saved = 0
  const save = async ({ file }: { file: string }) => {
    rmSync(file)
    await pause(50)
    saved++
  }
  await assert.rejects(compute('etl/2024-03', noRows, save), /part-0\.parquet/)
  assert.equal(saved, 1)
})

test('what cannot be saved is thrown, when everything else is through', async () => {
  const done: string[] = []
  const save = async ({ table }: { table: string }) => {
    if (table === partitionedTxn.name) throw new Error('no room')
    await pause(50)
    done.push(table)
  }
  await assert.rejects(compute('etl/2024-03', noRows, save), /no room/)
  assert.deepEqual(done, ['daily_summary'])
})
