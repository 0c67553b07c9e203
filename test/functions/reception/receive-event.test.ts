import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeKey } from '../../../functions/reception/receive-event.ts'

test('keys come as in a query string', () => {
  assert.equal(decodeKey('incoming/%EC%B9%B4%EB%93%9C+%281%29%2B.csv'), 'incoming/카드 (1)+.csv')
})
