import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RejectionReport, rejectHead } from '../../../functions/reception/rejection.ts'
import { describeReport } from '../../../local/pipeline/rejection-text.ts'

const upload = {
  id: 'a-1',
  bucket: 'in',
  key: 'incoming/a.csv',
  versionId: 'v',
  etag: 'e',
  bytes: 10,
  order: '1',
  uploadedAt: '2024-04-01T00:00:00Z',
}

test('a refused header is told with each of its problems', () => {
  const report = rejectHead(upload, {
    reason: '2 columns are missing',
    remedy: 'Add them.',
    details: ['amount', 'region'],
  })
  assert.deepEqual(describeReport(report), [
    '  2 columns are missing',
    '  - amount',
    '  - region',
    '  Add them.',
  ])
})

test('each failed check is told with its first lines', () => {
  const samples = Array.from({ length: 7 }, (_, index) => ({
    line: index + 2,
    column: 'amount',
    value: '-5',
  }))
  const outcome = { category: 'amount', issueRatio: 1, issueCount: 7 }
  const report: RejectionReport = {
    ...rejectHead(upload, { reason: '', remedy: '', details: ['amount_negative: 7'] }),
    reason: '1 of 2 quality checks failed',
    remedy: undefined,
    failed: ['amount_negative'],
    checks: [
      { ...outcome, name: 'amount_negative', status: 'FAIL', detail: '7: amount is below 0', samples },
      { ...outcome, name: 'amount_zero', status: 'PASS', detail: 'none', samples: [] },
    ],
  }
  assert.deepEqual(describeReport(report), [
    '  1 of 2 quality checks failed',
    '  amount_negative: 7: amount is below 0',
    ...[2, 3, 4, 5, 6].map((line) => `      line ${line}: amount "-5"`),
    '      … and 2 more in the report',
  ])
})
