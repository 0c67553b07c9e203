import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeFailures } from '../../../functions/run/stage-failure.ts'

const cases: [string, [string, string][], string[]][] = [
  ['none', [], []],
  ['one', [['etl/2024-03', 'full']], ['etl/2024-03: full']],
  [
    'several, some for the same reason',
    [
      ['etl/2024-03', 'full'],
      ['etl/2024', 'gone'],
      ['etl/2024-04', 'full'],
    ],
    ['etl/2024-03, etl/2024-04: full', 'etl/2024: gone'],
  ],
  [
    'too many to name',
    [1, 2, 3, 4, 5].map((month) => [`etl/2024-0${month}`, 'full']),
    ['etl/2024-01, etl/2024-02, etl/2024-03 and 2 more: full'],
  ],
]
for (const [what, failures, expected] of cases)
  test(`${what}: a line for each reason`, () => {
    const given = failures.map(([stage, reason]) => ({ stage, reason }))
    assert.deepEqual(describeFailures(given), expected)
  })
