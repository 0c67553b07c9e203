import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeSnapshotCost, median } from '../../../local/bench/snapshot-cost.ts'

test('the median is the middle, or the mean of the two in the middle', () => {
  assert.equal(median([9, 1, 5]), 5)
  assert.equal(median([4, 1, 2, 9]), 3)
})

test('the cost of snapshots is told as a ratio of medians and as the median ratio of pairs', () => {
  const lines = describeSnapshotCost({ rows: 100_000, on: [3.3, 2.2, 4.4], off: [3, 2, 4] })
  assert.match(lines[0]!, /100,000 rows, 3 pairs/)
  assert.match(lines[3]!, /1\.100 \(\+10\.0 %\)/)
  assert.match(lines[4]!, /1\.100 \(\+10\.0 %\)/)
})
