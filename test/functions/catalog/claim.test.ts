import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Catalog } from '../../../functions/catalog/catalog.ts'
import { claim, hasWork } from '../../../functions/catalog/claim.ts'
import { finish } from '../../../functions/catalog/finish.ts'
import { fold } from '../../../functions/catalog/fold.ts'
import { emptyCatalog, stageStates } from '../../../functions/catalog/stage-state.ts'
import { later, now, policy, retract, upload } from './requests.ts'

const small = () =>
  fold(
    emptyCatalog(),
    [upload('a', 1, { '2024-03': 5, '2024-04': 7 }), upload('b', 2, { '2024-03': 1 })],
    now.toISOString(),
    policy,
  )
const ids = (catalog: Catalog, execution = 'run', at = now, settings = policy) =>
  claim(catalog, execution, at, settings).stages.map(({ stage }) => stage)

/** Finishes everything a run claims until it finds nothing more. */
function settle(start: Catalog, execution = 'settle', at = now): Catalog {
  let { catalog, stages } = claim(start, execution, at, policy)
  while (stages.length > 0) {
    const outcomes = stages.map(({ stage, generation, rows }) => {
      return { stage, generation, ok: true as const, sqlHash: 'sql', rows, amount: 0 }
    })
    ;({ catalog, stages } = claim(finish(catalog, execution, outcomes, policy), execution, at, policy))
  }
  return catalog
}

test('months are claimed before years', () => {
  const { catalog, stages } = claim(small(), 'run', now, policy)
  assert.deepEqual(
    stages.map(({ stage, rows, engine }) => [stage, rows, engine]),
    [
      ['etl/2024-03', 6, 'lambda'],
      ['etl/2024-04', 7, 'lambda'],
    ],
  )
  assert.deepEqual(catalog.stages['etl/2024-03']?.claim, {
    execution: 'run',
    generation: 3,
    until: later(15).toISOString(),
  })
  assert.equal(catalog.stages['etl/2024-03']?.want, 3)
})

test('years follow when no month of theirs is eligible or claimed', () => {
  const { catalog, stages } = claim(small(), 'run', now, policy)
  const done = (index: number) => ({
    ...stages[index]!,
    ok: true as const,
    sqlHash: 'sql',
    rows: 5,
    amount: 9,
  })
  const half = finish(catalog, 'run', [done(0)], policy)
  assert.deepEqual(ids(half, 'other'), [])
  const both = finish(half, 'run', [done(1)], policy)
  const years = claim(both, 'other', now, policy).stages
  assert.deepEqual(
    years.map(({ stage, rows }) => [stage, rows]),
    [
      ['etl/2024', 10],
      ['quarterly/2024', 10],
    ],
  )
  assert.deepEqual(
    years[0]?.units?.map(({ stage, generation }) => [stage, generation]),
    [
      ['etl/2024-03', 3],
      ['etl/2024-04', 2],
    ],
  )
})

test('nothing is left to claim once everything is done, and nothing stays due', () => {
  const heavy = fold(emptyCatalog(), [upload('a', 1, { '2024-03': 500 })], now.toISOString(), policy)
  const catalog = settle(heavy)
  assert.equal(hasWork(catalog, later(600), policy), false)
  assert.deepEqual(
    Object.values(catalog.stages).map(({ due, claim }) => [due, claim]),
    [
      [null, null],
      [null, null],
      [null, null],
    ],
  )
})

test('a claim holds until it expires; then it counts as a failure and is taken over', () => {
  const { catalog } = claim(small(), 'dead', now, policy)
  assert.deepEqual(ids(catalog, 'other', later(14)), [])
  const taken = claim(catalog, 'other', later(15), policy)
  assert.deepEqual(
    taken.stages.map(({ stage, generation }) => [stage, generation]),
    [['etl/2024-03', 4]],
  )
  assert.equal(taken.catalog.stages['etl/2024-04']?.failures, 1)
  assert.equal(taken.catalog.stages['etl/2024-04']?.failure, 'run dead did not end in time')
  assert.equal(taken.catalog.stages['etl/2024-04']?.claim, null)
})

test('a run takes its own claims again, with a new generation and without a failure', () => {
  const { catalog } = claim(small(), 'run', now, policy)
  const again = claim(catalog, 'run', later(1), policy)
  assert.deepEqual(
    again.stages.map(({ generation }) => generation),
    [4, 3],
  )
  assert.equal(again.catalog.stages['etl/2024-03']?.failures, 0)
})

test('a stage that failed three times is parked, others go on', () => {
  const catalog = small()
  catalog.stages['etl/2024-03']!.failures = 3
  assert.deepEqual(ids(catalog), ['etl/2024-04'])
  assert.equal(stageStates(catalog, now.toISOString(), policy)['etl/2024-03'], 'parked')
})

test('suspects go one at a time, after the sound ones', () => {
  const catalog = small()
  catalog.stages['etl/2024-03']!.failures = 2
  assert.deepEqual(ids(catalog), ['etl/2024-04'])
  catalog.stages['etl/2024-04']!.failures = 1
  assert.deepEqual(ids(catalog), ['etl/2024-04'])
})

test('a heavy stage waits until it is due, and its year does not wait for it', () => {
  const settled = settle(
    fold(emptyCatalog(), [upload('a', 1, { '2024-03': 99, '2024-04': 1 })], now.toISOString(), policy),
  )
  const catalog = fold(settled, [upload('b', 2, { '2024-03': 1 })], now.toISOString(), policy)
  assert.deepEqual(ids(catalog), [])
  assert.equal(stageStates(catalog, now.toISOString(), policy)['etl/2024-03'], 'deferred')
  const due = fold(catalog, [{ kind: 'schedule', execution: 'nightly' }], now.toISOString(), policy)
  assert.deepEqual(
    claim(due, 'run', now, policy).stages.map(({ stage, engine }) => [stage, engine]),
    [['etl/2024-03', 'emr']],
  )
})

test('without a cluster heavy stages run like the others', () => {
  const catalog = fold(
    emptyCatalog(),
    [upload('a', 1, { '2024-03': 99 }), upload('b', 2, { '2024-03': 99 })],
    now.toISOString(),
    { ...policy, emr: false },
  )
  const { stages } = claim(catalog, 'run', now, { ...policy, emr: false })
  assert.deepEqual(
    stages.map(({ stage, engine, rows }) => [stage, engine, rows]),
    [['etl/2024-03', 'lambda', 198]],
  )
})

test('other SQL makes published stages dirty', () => {
  const catalog = settle(small())
  const newer = { ...policy, sqlHash: () => 'newer' }
  assert.deepEqual(ids(catalog, 'run', now, newer), ['etl/2024-03', 'etl/2024-04'])
})

test('a month without contributions is claimed without rows, so that it becomes empty', () => {
  const catalog = fold(settle(small()), [retract('a', 3)], now.toISOString(), policy)
  const { stages } = claim(catalog, 'run', now, policy)
  assert.deepEqual(
    stages.map(({ stage, rows }) => [stage, rows]),
    [
      ['etl/2024-03', 1],
      ['etl/2024-04', 0],
    ],
  )
})

test('a round takes at most so many stages, and years still wait for the months left over', () => {
  assert.deepEqual(ids(small(), 'run', now, { ...policy, stagesPerRound: 1 }), ['etl/2024-03'])
})

test('a small stage that shares its round with a heavy one is claimed for as long', () => {
  const requests = [upload('a', 1, { '2024-03': 500 }), upload('b', 2, { '2023-01': 1 })]
  const { catalog } = claim(fold(emptyCatalog(), requests, now.toISOString(), policy), 'run', now, policy)
  assert.deepEqual(
    ['etl/2024-03', 'etl/2023-01'].map((id) => catalog.stages[id]?.claim?.until),
    [later(60).toISOString(), later(60).toISOString()],
  )
})
