import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyResult } from '../../../functions/conversion/chunk-result.ts'
import { judgeUpload } from '../../../functions/quality/judge.ts'
import { describeRejection, rejectHead, rejectJudged } from '../../../functions/reception/rejection.ts'
import { qualityChecks } from '../../../hive/checks.ts'
import { someUpload } from '../conversion/converting.ts'

const upload = someUpload(100)
const counters = {
  rows: 10,
  malformed: 1,
  cp949: 0,
  counts: { ...emptyResult('').counts, malformed_line: 1, amount_negative: 1, amount_zero: 1 },
  samples: {
    malformed_line: [{ line: 7, reason: 'wrong number of fields (3)', value: 'a,b,c' }],
    amount_negative: [{ line: 4, column: 'amount', value: '-5' }],
    amount_zero: [{ line: 2, column: 'amount', value: '0' }],
  },
  warnings: [],
}

test('a report names the first failing line and every failed check', () => {
  const report = rejectJudged(upload, judgeUpload(counters, null))
  assert.equal(report.line, 4)
  assert.equal(report.column, 'amount')
  assert.deepEqual(report.failed, ['amount_negative', 'malformed_line'])
  assert.equal(report.checks.length, qualityChecks.length)
  assert.match(report.details[0]!, /^amount_negative: 1: amount is below 0; first in line 4$/)
})

test('the message names upload, reason and the command that helps', () => {
  const { subject, text } = describeRejection(rejectJudged(upload, judgeUpload(counters, null)))
  assert.equal(subject, 'card-pipeline: rejected day-0123456789abcdef')
  assert.ok(
    text.includes(`2 of ${qualityChecks.length} quality checks failed: amount_negative, malformed_line`),
  )
  assert.match(text, /line 4, column amount/)
  assert.match(text, /npm run status -- day-0123456789abcdef/)
})

test('a refused head is one failed check of the schema', () => {
  const report = rejectHead(upload, {
    reason: 'not CSV',
    remedy: 'Send CSV.',
    line: 1,
    details: ['missing: region'],
  })
  assert.deepEqual(report.checks[0], {
    category: 'schema',
    name: 'file_format',
    status: 'FAIL',
    issueCount: 1,
    issueRatio: null,
    detail: 'not CSV; missing: region',
    samples: [],
  })
  assert.equal(report.line, 1)
})
