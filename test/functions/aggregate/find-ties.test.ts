import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { PlannedContribution } from '../../../functions/catalog/catalog.ts'
import { sampleTransactions } from '../../jobs/transactions.ts'
import { AggregateWorld } from './aggregate-world.ts'

const world = new AggregateWorld()
const first = '2024-04-01T00:00:00Z'
const later = '2024-04-01T00:00:01Z'

/** Uploads of March, each with the ids from its first number to before its last. */
const ids: Record<string, [from: number, to: number]> = {
  a: [0, 10],
  b: [6, 16],
  c: [20, 30],
  d: [0, 8],
}
const staged: Record<string, PlannedContribution> = {}

before(async () => {
  for (const [upload, [from, to]] of Object.entries(ids)) {
    const rows = sampleTransactions(to - from, 3).map((row, index) => ({
      ...row,
      transaction_id: `T${from + index}`,
      transaction_date: '2024-03-10 10:00:00',
      upload_id: upload,
    }))
    staged[upload] = await world.stage(upload, '2024-03', rows)
  }
})

const b = { loser: 'incoming/a', winner: 'incoming/b', rows: 4 }
const cases: [name: string, moments: Record<string, string>, ties: object[] | undefined][] = [
  ['two files of one second that share ids', { a: first, b: first }, [b]],
  ['two files of one second without a shared id', { a: first, c: first }, undefined],
  ['files of two seconds', { a: first, b: later }, undefined],
  ['one alone', { a: first }, undefined],
  ['a newer file has some of the ids', { a: first, b: first, d: later }, [{ ...b, rows: 2 }]],
  ['an older file has them too', { d: '2024-03-31T23:59:59Z', a: first, b: first }, [b]],
  [
    'three files of one second',
    { a: first, b: first, d: first },
    [
      { loser: 'incoming/a', winner: 'incoming/d', rows: 8 },
      { ...b, rows: 2 },
      { loser: 'incoming/b', winner: 'incoming/d', rows: 2 },
    ],
  ],
]

for (const [index, [name, moments, ties]] of cases.entries())
  test(`ties: ${name}`, async () => {
    const contributions = Object.entries(moments).map(([upload, moment]) => {
      return { ...staged[upload]!, order: `${moment} 000000 incoming/${upload}` }
    })
    const month = { stage: 'etl/2024-03', generation: index + 1, contributions }
    assert.deepEqual((await world.aggregate(month)).ties, ties)
  })
