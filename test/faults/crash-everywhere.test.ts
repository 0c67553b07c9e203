import './environment.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseInjections, inject, recordCleanRun } from './crash-everywhere.ts'
import { clock } from './scenario.ts'
import { daysStory, heavyStory, lightStory } from './stories.ts'

// the short version of npm run test:faults: a few calls of every function, all eight ways of failing
clock.start()
const played = [
  { clean: await recordCleanRun(lightStory), stride: 21 },
  { clean: await recordCleanRun(daysStory), stride: 29 },
  { clean: await recordCleanRun(heavyStory), stride: 19 },
]

const prefix = 'partitioned_txn/txn_year=2024/txn_month=3/'

for (const { clean, stride } of played) {
  const { story } = clean
  test(`an undisturbed run publishes everything (${story.call})`, () => {
    assert.deepEqual(new Set(Object.values(clean.states)), new Set(['published']))
    const march = Object.entries(clean.tables).filter(([key]) => key.startsWith(prefix))
    assert.equal(march.length, story === daysStory ? 3 : 1)
    assert.equal(march.flatMap(([, rows]) => rows).length, 35)
    const onCluster = clean.calls.filter((call) => call.includes('AddJobFlowSteps'))
    assert.equal(onCluster.length, story === heavyStory ? 3 : 0)
  })

  for (const [index, injection] of chooseInjections(clean, false, stride).entries()) {
    const { kind, when, call } = injection
    test(`${kind} ${when} ${call}`, async () => {
      const verdict = await inject(clean, injection, index % 2 === 0 ? 'sweep' : 'replay')
      assert.deepEqual(verdict.wrong, [])
      assert.deepEqual([verdict.lost, verdict.doubled], [0, 0])
    })
  }
}
