import './environment.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileMisfortunes } from './misfortunes/files.ts'
import { outages } from './misfortunes/outages.ts'
import { playMisfortune } from './misfortunes/play.ts'
import { clock, prepare } from './scenario.ts'

clock.start()
const prepared = await prepare()

for (const misfortune of [...fileMisfortunes, ...outages]) {
  test(misfortune.fault, async () => {
    const { wrong, lost, doubled } = await playMisfortune(prepared, misfortune)
    assert.deepEqual({ wrong, lost, doubled }, { wrong: [], lost: 0, doubled: 0 })
  })
}
