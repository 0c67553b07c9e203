import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Catalog } from '../../../functions/catalog/catalog.ts'
import { claim } from '../../../functions/catalog/claim.ts'
import { finish, release } from '../../../functions/catalog/finish.ts'
import { fold } from '../../../functions/catalog/fold.ts'
import { emptyCatalog, stageStates } from '../../../functions/catalog/stage-state.ts'
import { manifestKey } from '../../../functions/storage/layout.ts'
import { now, policy, upload } from './requests.ts'

const claimed = () => {
  const folded = fold(emptyCatalog(), [upload('a', 1, { '2024-03': 500 })], now.toISOString(), policy)
  return claim(folded, 'run', now, policy).catalog
}
const month = { stage: 'etl/2024-03', generation: 2 }
const done = { ...month, ok: true as const, sqlHash: 'sql', rows: 400, amount: 9000 }

test('a published month enters the catalog and makes its years dirty', () => {
  const { stages } = finish(claimed(), 'run', [done], policy)
  assert.deepEqual(stages['etl/2024-03'], {
    want: 2,
    done: 2,
    sqlHash: 'sql',
    rows: 400,
    amount: 9000,
    due: null,
    failures: 0,
    input: 500,
    claim: null,
  })
  assert.equal(stages['etl/2024']?.want, 1)
  assert.equal(stages['quarterly/2024']?.due, now.toISOString())
})

test('input that came meanwhile keeps the month dirty and due', () => {
  const newer = fold(claimed(), [upload('b', 2, { '2024-03': 1 })], now.toISOString(), policy)
  const stage = finish(newer, 'run', [done], policy).stages['etl/2024-03']
  assert.deepEqual([stage?.want, stage?.done, stage?.due], [3, 2, now.toISOString()])
})

test('what was put together before an upload was converted anew is not kept', () => {
  const [first, anew] = ['a-1', 'a-1-r1'].map((run) => ({
    ...upload('a', 1, { '2024-03': 5 }),
    manifest: manifestKey('a-1', run),
  }))
  const compaction = 'put-together'
  const claimOf = (catalog: Catalog) => claim(catalog, 'run', now, policy)
  const before = claimOf(fold(emptyCatalog(), [first!], now.toISOString(), policy))
  const folded = fold(before.catalog, [anew!], now.toISOString(), policy)
  const outcome = { ...done, generation: before.stages[0]!.generation, compaction }
  const late = finish(folded, 'run', [outcome], policy)
  assert.equal(late.stages['etl/2024-03']?.compaction, undefined)
  const after = claimOf(late)
  const fresh = { ...outcome, generation: after.stages[0]!.generation }
  assert.equal(finish(after.catalog, 'run', [fresh], policy).stages['etl/2024-03']?.compaction, compaction)
})

test('ties are kept with the generation in which they came up, until there are none', () => {
  const tied = { ...done, ties: [{ loser: 'incoming/a', winner: 'incoming/b', rows: 3 }] }
  const publish = (catalog: Catalog, generation: number, outcome: typeof done) => {
    const run = claim(
      fold(catalog, [upload('c', generation, { '2024-03': 1 })], now.toISOString(), policy),
      'run',
      now,
      policy,
    )
    return finish(run.catalog, 'run', [{ ...outcome, generation: run.stages[0]!.generation }], policy)
  }
  const once = publish(emptyCatalog(), 1, tied)
  const since = once.stages['etl/2024-03']!.done
  const again = publish(once, 2, tied)
  assert.deepEqual(again.stages['etl/2024-03']?.ties, { since, pairs: tied.ties })
  assert.ok(again.stages['etl/2024-03']!.done > since)
  assert.equal(publish(again, 3, done).stages['etl/2024-03']?.ties, undefined)
})

const failed = { ...month, ok: false as const, reason: 'no space left' }

test('a failed stage is released and counted, and keeps why', () => {
  const stage = finish(claimed(), 'run', [failed], policy).stages['etl/2024-03']
  assert.deepEqual([stage?.failures, stage?.claim, stage?.done], [1, null, 0])
  assert.equal(stage?.failure, 'no space left')
})

test('a stage for which no cluster could be had waits for the schedule, with the reason and not counted', () => {
  const heavy = fold(emptyCatalog(), [upload('a', 1, { '2024-03': 5000 })], now.toISOString(), policy)
  const run = claim(heavy, 'run', now, policy).catalog
  const deferred = finish(run, 'run', [{ ...failed, deferred: true }], policy)
  const { failures, failure, due, claim: held } = deferred.stages['etl/2024-03']!
  assert.deepEqual([failures, failure, due, held], [0, 'no space left', null, null])
  assert.equal(stageStates(deferred, now.toISOString(), policy)['etl/2024-03'], 'deferred')
  assert.deepEqual(claim(deferred, 'run', now, policy).stages, [])
  const night = fold(deferred, [{ kind: 'schedule', execution: 'night' }], now.toISOString(), policy)
  assert.deepEqual(
    claim(night, 'night', now, policy).stages.map(({ stage }) => stage),
    ['etl/2024-03'],
  )
})

test('what is published forgets why it failed before, and so does new input', () => {
  const again = claim(finish(claimed(), 'run', [failed], policy), 'run', now, policy).catalog
  const published = finish(again, 'run', [{ ...done, generation: 3 }], policy)
  const freed = fold(again, [upload('b', 2, { '2024-03': 1 })], now.toISOString(), policy)
  for (const { stages } of [published, freed]) {
    assert.equal(stages['etl/2024-03']?.failures, 0)
    assert.ok(!('failure' in stages['etl/2024-03']!))
  }
})

for (const [name, execution, generation] of [
  ['another run', 'other', 2],
  ['an older generation', 'run', 1],
] as const) {
  test(`the claim of ${name} is left alone`, () => {
    const catalog = claimed()
    assert.deepEqual(finish(catalog, execution, [{ ...done, generation }], policy), catalog)
  })
}

test('finishing twice is finishing once', () => {
  const once = finish(claimed(), 'run', [done], policy)
  assert.deepEqual(finish(once, 'run', [done], policy), once)
})

test('a run that ends in a fault gives its claims back, each counted as a failure', () => {
  const catalog = claimed()
  assert.deepEqual(release(catalog, 'other', 'disk full'), catalog)
  const stage = release(catalog, 'run', 'disk full').stages['etl/2024-03']
  assert.deepEqual([stage?.failures, stage?.failure, stage?.claim], [1, 'disk full', null])
})
