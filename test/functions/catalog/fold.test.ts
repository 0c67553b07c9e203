import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Catalog, Request } from '../../../functions/catalog/catalog.ts'
import { fold } from '../../../functions/catalog/fold.ts'
import { emptyCatalog } from '../../../functions/catalog/stage-state.ts'
import { manifestKey } from '../../../functions/storage/layout.ts'
import { now, policy, retract, upload } from './requests.ts'

const moment = now.toISOString()
const folded = (requests: Request[], catalog = emptyCatalog()) => fold(catalog, requests, moment, policy)
const wants = (catalog: Catalog) =>
  Object.fromEntries(Object.entries(catalog.stages).map(([id, { want }]) => [id, want]))

test('an upload is wanted in its months, and its years are known', () => {
  const catalog = folded([upload('a', 1, { '2024-03': 5, '2024-04': 7 })])
  assert.deepEqual(wants(catalog), { 'etl/2024-03': 1, 'etl/2024-04': 1, 'etl/2024': 0, 'quarterly/2024': 0 })
  assert.equal(catalog.keys.a?.upload, 'a-1')
})

test('folding changes nothing of the catalog it was given', () => {
  const before = folded([upload('a', 1, { '2024-03': 5 })])
  const copy = structuredClone(before)
  folded([upload('a', 2, { '2024-03': 6 }), retract('b', 3)], before)
  assert.deepEqual(before, copy)
})

test('a newer version makes the months it left dirty too', () => {
  const catalog = folded([upload('a', 1, { '2024-03': 5 }), upload('a', 2, { '2023-12': 5 })])
  assert.equal(catalog.stages['etl/2024-03']?.want, 2)
  assert.equal(catalog.stages['etl/2023-12']?.want, 1)
})

for (const order of [1, 2]) {
  test(`an upload of order ${order} after one of order 2 is superseded on arrival`, () => {
    const catalog = folded([upload('a', 2, { '2024-03': 5 })])
    assert.deepEqual(folded([upload('a', order, { '2023-01': 5 })], catalog), catalog)
  })
}

const convertedBy = (run: string, rows = 5) => ({
  ...upload('a', 1, { '2024-03': rows }),
  manifest: manifestKey('a-1', run),
})

test('of conversions of one version the latest run stands, in whatever order they are folded', () => {
  const [first, second, tenth] = ['a-1', 'a-1-r2', 'a-1-r10'].map((run, at) => convertedBy(run, at + 1))
  for (const requests of [
    [first!, second!, tenth!],
    [tenth!, second!, first!],
    [second!, tenth!, first!, second!],
  ]) {
    const { keys, stages } = folded(requests)
    assert.equal(keys.a?.manifest, tenth!.manifest)
    assert.equal(stages['etl/2024-03']?.input, 3)
  }
  assert.equal(folded([tenth!, upload('a', 2, {})]).keys.a?.upload, 'a-2')
  assert.equal(folded([retract('a', 2), tenth!]).keys.a?.upload, null)
})

test('a later conversion makes its months dirty, and what was put together of them no use', () => {
  const catalog = folded([convertedBy('a-1')])
  catalog.stages['etl/2024-03']!.compaction = 'put-together'
  assert.deepEqual(folded([convertedBy('a-1')], catalog), catalog)
  const { want, compaction, reconverted } = folded([convertedBy('a-1-r1')], catalog).stages['etl/2024-03']!
  assert.deepEqual([want, compaction, reconverted], [2, undefined, 2])
})

test('a retraction leaves a tombstone that older versions cannot pass', () => {
  const requests = [upload('a', 1, { '2024-03': 5 }), retract('a', 3), upload('a', 2, { '2024-05': 5 })]
  const catalog = folded(requests)
  assert.deepEqual(catalog.keys.a, {
    order: '000003',
    upload: null,
    manifest: null,
    months: {},
    heavy: false,
  })
  assert.equal(catalog.stages['etl/2024-03']?.want, 2)
  assert.equal(catalog.stages['etl/2024-05'], undefined)
})

test('a retraction before any upload of its key still stands', () => {
  assert.equal(folded([retract('a', 3), upload('a', 2, { '2024-05': 5 })]).keys.a?.upload, null)
})

test('new input frees parked months and years', () => {
  const catalog = folded([upload('a', 1, { '2024-03': 5 })])
  for (const stage of Object.values(catalog.stages)) stage.failures = 3
  const { stages } = folded([upload('b', 2, { '2024-03': 5 })], catalog)
  assert.deepEqual(
    Object.values(stages).map(({ failures }) => failures),
    [0, 0, 0],
  )
})

test('a heavy upload makes its months and years due now, a small one does not', () => {
  const due = (rows: number) =>
    Object.values(folded([upload('a', 1, { '2024-03': rows })]).stages).map((stage) => stage.due)
  assert.deepEqual(due(100), [moment, moment, moment])
  assert.deepEqual(due(99), [null, null, null])
})

test('the schedule makes dirty stages and the years of dirty months due, and gives parked ones a try', () => {
  const catalog = folded([upload('a', 1, { '2024-03': 5, '2023-01': 5 })])
  catalog.stages['etl/2024-03']!.failures = 3
  catalog.stages['etl/2023-01']!.done = 1
  catalog.stages['etl/2023-01']!.sqlHash = 'sql'
  const { stages } = folded([{ kind: 'schedule', execution: 'nightly' }], catalog)
  assert.equal(stages['etl/2024-03']?.failures, 2)
  const due = Object.keys(stages).filter((id) => stages[id]?.due)
  assert.deepEqual(due.sort(), ['etl/2024', 'etl/2024-03', 'quarterly/2024'])
})

test('the schedule also refreshes what other SQL made', () => {
  const catalog = folded([upload('a', 1, { '2024-03': 5 })])
  Object.assign(catalog.stages['etl/2024-03']!, { done: 1, sqlHash: 'older' })
  const { stages } = folded([{ kind: 'schedule', execution: 'nightly' }], catalog)
  assert.equal(stages['etl/2024-03']?.due, moment)
})
