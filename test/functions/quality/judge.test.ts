import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyResult } from '../../../functions/conversion/chunk-result.ts'
import { judgeUpload } from '../../../functions/quality/judge.ts'
import { qualityChecks, setChecks } from '../../../hive/checks.ts'

const counters = (counts: Record<string, number>, rows = 1000, malformed = 0) => ({
  rows,
  malformed,
  counts: { ...emptyResult('').counts, ...counts },
  samples: {},
  cp949: 0,
  warnings: [],
})
const nothing = { counts: Object.fromEntries(setChecks.map(({ name }) => [name, 0])), samples: {} }

const verdicts: [name: string, counts: Record<string, number>, verdict: string][] = [
  ['nothing found', {}, 'PASS'],
  ['1 % of a column null', { null_region: 10 }, 'WARN'],
  ['more than 1 % of a column null', { null_region: 11 }, 'FAIL'],
  ['one id null', { null_transaction_id: 1 }, 'FAIL'],
  ['one date null', { null_transaction_date: 1 }, 'FAIL'],
  ['one negative amount', { amount_negative: 1 }, 'FAIL'],
  ['one large amount', { amount_large: 1 }, 'WARN'],
  ['one amount of 0', { amount_zero: 1 }, 'WARN'],
  ['one date in the future', { date_future: 1 }, 'WARN'],
  ['10 % declined', { declined_ratio: 100 }, 'PASS'],
  ['more than 10 % declined', { declined_ratio: 101 }, 'WARN'],
  ['one card number in clear', { unmasked_card: 1 }, 'FAIL'],
]
for (const [name, counts, verdict] of verdicts)
  test(`${name}: ${verdict}`, () => assert.equal(judgeUpload(counters(counts), nothing).verdict, verdict))

test('a row that a large file may have can be corrected by a small one', () => {
  const verdictOf = (rows: number, nulls: number) =>
    judgeUpload(counters({ null_region: nulls }, rows), nothing).verdict
  assert.deepEqual(
    [verdictOf(1, 1), verdictOf(5, 5), verdictOf(6, 6), verdictOf(500, 5), verdictOf(500, 6)],
    ['WARN', 'WARN', 'FAIL', 'WARN', 'FAIL'],
  )
})

test('every check is reported, with their share of the rows', () => {
  const { outcomes } = judgeUpload(counters({ date_future: 1 }, 2, 1), nothing)
  assert.equal(outcomes.length, qualityChecks.length)
  const outcome = outcomes.find(({ name }) => name === 'date_future')
  assert.equal(outcome?.issueRatio, 33.3333)
  assert.equal(outcomes.filter(({ status }) => status === 'PASS').length, qualityChecks.length - 1)
})

test('a check that nothing counted is a fault', () => {
  const { amount_zero: _, ...counts } = counters({}).counts
  assert.throws(
    () => judgeUpload({ ...counters({}), counts }, nothing),
    /nothing counted the check amount_zero/,
  )
  assert.throws(
    () => judgeUpload(counters({}), { counts: {}, samples: {} }),
    /nothing counted the check duplicate/,
  )
})

test('duplicates that nobody looked for are neither passed nor failed', () => {
  const { outcomes } = judgeUpload(counters({}), null)
  const duplicates = outcomes.filter(({ name }) => name.startsWith('duplicate_'))
  assert.deepEqual(
    duplicates.map(({ status, issueCount }) => [status, issueCount]),
    [
      ['WARN', null],
      ['WARN', null],
    ],
  )
})

test('a file without rows warns', () => {
  const { verdict, outcomes } = judgeUpload({ ...counters({}, 0), warnings: ['no rows'] }, nothing)
  assert.equal(verdict, 'WARN')
  assert.deepEqual(outcomes.at(-1), {
    category: 'schema',
    name: 'file_format',
    status: 'WARN',
    issueCount: 1,
    issueRatio: null,
    detail: 'no rows',
    samples: [],
  })
})
