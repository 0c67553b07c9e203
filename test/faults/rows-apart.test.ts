import './environment.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { policy } from '../../hive/policy.ts'
import type { Misfortune } from './misfortunes/misfortune.ts'

Object.assign(policy, { checks: { card_format: 'quarantine' }, quarantine: { rows: 10, percent: 50 } })
// what follows the policy is imported after it was changed
const { clock, prepare, sweepUntilQuiet } = await import('./scenario.ts')
const { playMisfortune } = await import('./misfortunes/play.ts')
const { S3Fault } = await import('./memory-s3.ts')
const { csvOf } = await import('./stories.ts')

const key = 'incoming/file.csv'
const corrected = csvOf('2024-03', 11, 30, 5000)
/** The same file before it was corrected: three cards are none. */
const sent = corrected.replace(/\*{4}-\*{4}-\*{4}-(0012|0020|0029)/g, 'card $1')

const misfortunes: Misfortune[] = [
  {
    fault: 'nothing else',
    async play(cloud) {
      await cloud.upload(key, sent)
      return [sent]
    },
  },
  {
    fault: 'the event comes ten times at once',
    async play(cloud) {
      const version = cloud.drop(key, sent)
      await Promise.all(Array.from({ length: 10 }, () => cloud.announce(key, version)))
      return [sent]
    },
  },
  {
    fault: 'one call in twenty fails, before or after it took effect',
    async play(cloud) {
      let calls = 0
      cloud.trouble = () => {
        if (++calls % 20 === 0) throw new S3Fault('SlowDown', 503)
      }
      await cloud.upload(key, sent)
      await sweepUntilQuiet(cloud)
      cloud.trouble = null
      return [sent]
    },
  },
  {
    fault: 'a corrected file of the same key',
    async play(cloud) {
      await cloud.upload(key, sent)
      clock.pass(1)
      await cloud.upload(key, corrected)
      return [corrected]
    },
    states: { [`${key} v1`]: 'superseded', [`${key} v2`]: 'published' },
  },
  {
    fault: 'the older file comes last',
    async play(cloud) {
      const older = cloud.drop(key, corrected)
      clock.pass(1)
      await cloud.upload(key, sent)
      await cloud.announce(key, older)
      return [sent]
    },
    states: { [`${key} v1`]: 'superseded', [`${key} v2`]: 'published' },
  },
]

clock.start()
const prepared = await prepare()
for (const misfortune of misfortunes)
  test(`rows in are published, kept apart or superseded, whatever happens: ${misfortune.fault}`, async () => {
    const { wrong, lost, doubled } = await playMisfortune(prepared, misfortune)
    assert.deepEqual({ wrong, lost, doubled }, { wrong: [], lost: 0, doubled: 0 })
  })
