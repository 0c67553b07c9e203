import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { Catalog, PublishedFiles } from '../../../functions/catalog/catalog.ts'
import { newStage } from '../../../functions/catalog/stage-state.ts'
import type { Round } from '../../../functions/iceberg/rounds.ts'
import { catalogKey, roundKey } from '../../../functions/storage/layout.ts'
import { writeJson } from '../../../functions/storage/store.ts'
import { findTable } from '../../../hive/contract.ts'
import { describeRound, findRound, readMoment } from '../../../local/query/round.ts'
import { MemoryStore } from '../../functions/storage/memory-store.ts'

// a machine elsewhere
process.env.TZ = 'America/New_York'

let millis = 0
let store: MemoryStore
beforeEach(() => {
  millis = Date.parse('2024-06-01T00:00:00Z')
  store = new MemoryStore(() => new Date(millis))
})

const files: PublishedFiles = {
  partitioned_txn: [['txn_year=2024/txn_month=3', 1, 1]],
  daily_summary: [['txn_year=2024/txn_month=3', 1, 1]],
}
const shown = { snapshot: 1, manifestList: 's3://tables/list.avro' }

/** Enters a month as published, with files kept for snapshots or without. */
async function publish(kept: PublishedFiles | undefined): Promise<void> {
  const stage = { ...newStage(), want: 1, done: 1, ...(kept && { files: kept }) }
  await writeJson(store, catalogKey, { keys: {}, stages: { 'etl/2024-03': stage } } satisfies Catalog)
}

async function enterRound(number: number): Promise<void> {
  const tables = { partitioned_txn: shown, daily_summary: shown, monthly_trend: shown }
  await writeJson(store, roundKey(number), { round: number, at: '', tables } satisfies Round)
}

test('the newest round is found, or the newest that is old enough', async () => {
  await publish(files)
  await enterRound(1)
  const first = new Date(millis)
  millis += 60_000
  await enterRound(2)
  assert.equal((await findRound(store))!.round, 2)
  assert.equal((await findRound(store, first))!.round, 1)
  await assert.rejects(findRound(store, new Date(first.getTime() - 1)), /the oldest is of/)
})

const moments = {
  '2026-11-01': '2026-11-01T14:59:59.999Z',
  '2026-11-01T00:00': '2026-10-31T15:00:00.000Z',
  '2026-11-01 18:30:05': '2026-11-01T09:30:05.000Z',
  '2026-11-01T18:30:05.250Z': '2026-11-01T18:30:05.250Z',
  '2026-11-01T18:30-05:00': '2026-11-01T23:30:00.000Z',
}
for (const [text, moment] of Object.entries(moments))
  test(`--as-of is Korean wherever it is asked, unless it says another offset: ${text}`, () => {
    assert.equal(readMoment(text).toISOString(), moment)
  })

for (const text of [
  '',
  '1',
  '2026',
  '2026-11',
  '2026-02-31',
  '2026-02-31T10:00',
  '2026-11-01Z',
  '2026-11-01T25:00',
])
  test(`--as-of takes no guess: ${text}`, () => {
    assert.throws(() => readMoment(text), /neither a date nor a moment/)
  })

test('without rounds tables are read as they stand', async () => {
  assert.equal(await findRound(store), null)
})

test('tables that were published without snapshots since are left out of the newest round, not of the past', async () => {
  await enterRound(1)
  await publish(undefined)
  assert.deepEqual(Object.keys((await findRound(store))!.tables), ['monthly_trend'])
  assert.equal(Object.keys((await findRound(store, new Date(millis)))!.tables).length, 3)
})

test('what a round does not show is told of the tables that are asked for, of the past also what has none', async () => {
  const tables = ['partitioned_txn', 'merchant_ranking', 'quality_report'].map(findTable)
  const round: Round = { round: 1, at: '2024-06-01T00:00:00Z', tables: { partitioned_txn: shown } }
  const newest = await describeRound(store, round, true, tables)
  assert.deepEqual(newest, ['without snapshots, read as they stand: merchant_ranking'])
  assert.deepEqual(await describeRound(store, round, false, tables), [
    'as of round 1, 2024-06-01 09:00:00 KST',
    'without snapshots, read as they stand: merchant_ranking, quality_report',
  ])
  assert.equal((await describeRound(store, round, false, tables.slice(0, 1))).length, 1)
})
