import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeReading } from '../../../local/bench/read-table.ts'

const object = (amounts: string, merchants = amounts) => [[...amounts], [...merchants]]

const readings: [string, Parameters<typeof judgeReading>[0], string][] = [
  ['all objects of one publication', [object('777'), object('77')], 'whole'],
  ['objects of two publications', [object('777'), object('88')], 'mixed'],
  ['an object that is missing', [object('777')], 'mixed'],
  ['no object', [], 'mixed'],
  ['columns of two publications in one object', [object('777', '888'), object('77')], 'torn'],
  ['rows of two publications in one column', [object('787', '777'), object('77')], 'torn'],
  ['columns of different length', [object('777', '77'), object('77')], 'torn'],
  ['an object that cannot be decoded', [object('777'), new Error('not Parquet')], 'torn'],
]
for (const [what, objects, kind] of readings)
  test(`a reading of ${what} is ${kind}`, () => {
    const reading = judgeReading(objects, 5)
    assert.equal(reading.kind, kind)
    assert.equal(reading.why === undefined, kind === 'whole')
  })
