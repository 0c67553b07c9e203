import '../../faults/environment.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { policy } from '../../../hive/policy.ts'
import { file, line } from '../conversion/csv-text.ts'

Object.assign(policy, { digitIds: true })
// what follows the policy is imported after it was changed
const { convertFile } = await import('../conversion/converting.ts')
const { judgeUpload } = await import('../../../functions/quality/judge.ts')
const { setChecks } = await import('../../../hive/checks.ts')

const nothing = { counts: Object.fromEntries(setChecks.map(({ name }) => [name, 0])), samples: {} }

test('with digitIds, ids of bare digits warn, masked, and their rows stay', async () => {
  const { counters, manifest } = await convertFile(
    file([line(), line({ transaction_id: '4111111111111111' })]),
  )
  assert.equal(manifest.rows, 2)
  assert.deepEqual(counters.samples.digit_transaction_id, [
    { line: 3, column: 'transaction_id', value: '************1111' },
  ])
  const { verdict, outcomes } = judgeUpload(counters, nothing)
  assert.equal(verdict, 'WARN')
  assert.ok(!JSON.stringify(outcomes).includes('4111111111111111'))
})

const refused: [name: string, row: Parameters<typeof line>[0]][] = [
  ['a grouped number as an id', { transaction_id: '4111-1111-1111-1111' }],
  ['a card number beside such an id', { transaction_id: '4111111111111111', merchant: '5555555555554444' }],
]
for (const [name, row] of refused)
  test(`with digitIds, ${name} fails all the same`, async () => {
    const { counters } = await convertFile(file([line(), line(row)]))
    assert.equal(counters.counts.unmasked_card, 1)
    assert.equal(judgeUpload(counters, nothing).verdict, 'FAIL')
  })
