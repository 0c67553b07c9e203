import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addAnnounced } from '../../../functions/reception/read-announced.ts'
import type { InputFormat } from '../../../functions/upload/upload.ts'
import { policy } from '../../../hive/policy.ts'

const format: InputFormat = {
  compression: 'none',
  headerBytes: 10,
  headerLines: 1,
  columns: [],
  warnings: ['another'],
}
const sha256 = 'Ab'.repeat(32)
const most = policy.limits.hashedBytes

test('an object without metadata is read as its head says', () => {
  assert.deepEqual(addAnnounced(format, {}, 100), format)
})

test('the hash of as many bytes as one function reads is compared', () => {
  const { announced, warnings } = addAnnounced(format, { rows: '7', sha256 }, most)
  assert.deepEqual(announced, { rows: 7, sha256: sha256.toLowerCase() })
  assert.deepEqual(warnings, ['another'])
})

test('the hash of more is passed over, and a warning says so; the totals are compared all the same', () => {
  const { announced, warnings } = addAnnounced(format, { rows: '7', amount: '-5', sha256 }, 107_374_182_400)
  assert.deepEqual(announced, { rows: 7, amount: -5 })
  assert.deepEqual(warnings, [
    'another',
    'the SHA-256 of 107,374,182,400 bytes is not compared; at most 34,359,738,368 bytes are',
  ])
})
