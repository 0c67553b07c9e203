import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nameColumns } from '../../../functions/quality/name-columns.ts'
import { findSource } from '../../../hive/choose-source.ts'

const sample = (column?: string) => ({ line: 2, ...(column && { column }), value: '-1' })
const judgement = {
  verdict: 'FAIL' as const,
  rows: 1,
  outcomes: [
    {
      category: 'amount',
      name: 'amount_negative',
      status: 'FAIL' as const,
      issueCount: 1,
      issueRatio: 100,
      detail: 'one',
      samples: ['amount', 'transaction_date', '비고', undefined].map(sample),
    },
  ],
}
const columns = (source: string) =>
  nameColumns(judgement, findSource(source)).outcomes[0]!.samples.map(({ column }) => column)

test('samples name columns as the sender does, and as the tables do', () => {
  assert.deepEqual(columns('card-b'), [
    '승인금액 (amount)',
    '거래일자, 거래시각 (transaction_date)',
    '비고',
    undefined,
  ])
})

test('a name that both use is said once', () => {
  assert.deepEqual(columns('contract'), ['amount', 'transaction_date', '비고', undefined])
})
