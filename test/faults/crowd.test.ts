import './environment.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { playCrowd } from './crowd.ts'
import { clock } from './scenario.ts'

test('writers of overlapping files and readers of every table get in no one’s way', async () => {
  clock.start()
  const { wrong, lost, doubled, looks, outcome } = await playCrowd(6)
  assert.deepEqual(
    { wrong, lost, doubled, outcome },
    { wrong: [], lost: 0, doubled: 0, outcome: 'every row once' },
  )
  assert.ok(looks > 10)
})
