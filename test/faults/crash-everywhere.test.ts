import './environment.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseInjections, inject, recordCleanRun } from './crash-everywhere.ts'
import { clock } from './scenario.ts'

// the short version of npm run test:faults: a few calls of every function, all eight ways of failing
clock.start()
const clean = await recordCleanRun()

test('an undisturbed run publishes everything', () => {
  assert.deepEqual(new Set(Object.values(clean.states)), new Set(['published']))
  assert.equal(clean.tables['partitioned_txn/txn_year=2024/txn_month=3/part-0.parquet']?.length, 35)
})

for (const [index, injection] of chooseInjections(clean, false, 21).entries()) {
  const { kind, when, call } = injection
  test(`${kind} ${when} ${call}`, async () => {
    const verdict = await inject(clean, injection, index % 2 === 0 ? 'sweep' : 'replay')
    assert.deepEqual(verdict.wrong, [])
    assert.deepEqual([verdict.lost, verdict.doubled], [0, 0])
  })
}
