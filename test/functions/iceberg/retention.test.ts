import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keptRounds } from '../../../functions/iceberg/retention.ts'

const now = new Date('2024-06-10T00:00:00Z')
const entered = [
  { round: 1, at: new Date('2024-05-01T00:00:00Z') },
  { round: 2, at: new Date('2024-06-07T14:59:00Z') },
  { round: 3, at: new Date('2024-06-07T15:01:00Z') },
  { round: 4, at: new Date('2024-06-08T05:00:00Z') },
  { round: 5, at: new Date('2024-06-09T20:00:00Z') },
]

test('the newest rounds are kept, however old', () => {
  assert.deepEqual([...keptRounds(entered, { rounds: 2, days: 0 }, now)], [5, 4])
  assert.equal(keptRounds(entered, { rounds: 9, days: 0 }, now).size, 5)
})

test('the last round of each Korean day is kept for so many days', () => {
  assert.deepEqual([...keptRounds(entered, { rounds: 1, days: 5 }, now)], [5, 4, 2])
})
