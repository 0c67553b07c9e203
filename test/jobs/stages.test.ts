import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stagePartitions } from '../../jobs/partitions.ts'
import { sqlHash } from '../../jobs/sql.ts'
import { grainOf, parseStage, parseUnit, stageOf, unitStages } from '../../jobs/stages.ts'

test('a day is a unit as a month is, with an object of its own in the partition of its month', () => {
  const { grain, unit, values, part } = parseUnit('etl/2024-03-07')
  assert.deepEqual(
    { grain, unit, values, part },
    {
      grain: 'day',
      unit: '2024-03-07',
      values: { txn_year: 2024, txn_month: 3 },
      part: 'part-07',
    },
  )
  assert.deepEqual(stagePartitions('etl/2024-03-07'), stagePartitions('etl/2024-03'))
  assert.equal(parseUnit('etl/2024-03').part, 'part-0')
  assert.deepEqual([grainOf('2024-03'), grainOf('2024-03-07')], ['month', 'day'])
})

for (const wrong of [
  'etl/2024-13',
  'etl/2024-03-00',
  'etl/2024-03-32',
  'quarterly/2024-03',
  'etl/2024-03-07/x',
])
  test(`${wrong} is no stage`, () => {
    assert.throws(() => parseStage(wrong), /not a stage/)
  })

test('a year has twelve months, or all its days', () => {
  assert.equal(unitStages(2024).length, 12)
  assert.deepEqual([unitStages(2024, 'day').length, unitStages(2023, 'day').length], [366, 365])
  assert.ok(unitStages(2024, 'day').includes('etl/2024-02-29'))
  for (const id of unitStages(2024, 'day')) assert.equal(parseStage(id).id, id)
})

test('an object tells the stage that wrote it', () => {
  const month = { txn_year: 2024, txn_month: 3 }
  assert.equal(stageOf('etl', month, 'part-0'), 'etl/2024-03')
  assert.equal(stageOf('etl', month, 'part-07'), 'etl/2024-03-07')
  assert.equal(stageOf('quarterly', { txn_year: 2024, txn_quarter: 1 }, 'part-0'), 'quarterly/2024')
})

test('days and months of one version are made by the same SQL', () => {
  assert.equal(sqlHash('etl/2024-03-07'), sqlHash('etl/2024-03'))
})
