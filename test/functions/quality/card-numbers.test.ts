import assert from 'node:assert/strict'
import { test } from 'node:test'
import { showsCardNumber } from '../../../functions/quality/card-numbers.ts'

// numbers that the networks publish for testing
const cases: [name: string, text: string, shows: boolean][] = [
  ['Visa, contiguous', '4111111111111111', true],
  ['Visa in groups, hyphens', '4111-1111-1111-1111', true],
  ['Visa in groups, spaces', '4111 1111 1111 1111', true],
  ['Visa of 13 digits', '4222222222222', true],
  ['Visa of 19 digits', '4000000000000000006', true],
  ['Mastercard', '5555555555554444', true],
  ['Mastercard of the 2 range', '2223003122003222', true],
  ['American Express', '378282246310005', true],
  ['JCB', '3530111333300000', true],
  ['UnionPay', '6212345678900000003', true],
  ['Discover', '6011111111111117', true],
  ['Diners', '36227206271667', true],
  ['inside a text', '결제 4111111111111111번 카드', true],
  ['before an expiry date', '4111 1111 1111 1111 12', true],
  ['after a shorter number', '12 4111 1111 1111 1111', true],
  ['Luhn sum is wrong', '4111111111111112', false],
  ['no network', '1234567890123452', false],
  ['12 digits', '411111111111', false],
  ['20 digits', '41111111111111110000', false],
  ['masked', '****-****-****-1111', false],
  ['groups of another size', '41-1111-1111-1111-11', false],
  ['two separators', '4111--1111--1111--1111', false],
  ['a date and time', '2024-03-05 12:34:56', false],
]

for (const [name, text, shows] of cases)
  test(`card number: ${name}`, () => assert.equal(showsCardNumber(text), shows))

test('in an id only groups count', () => {
  assert.equal(showsCardNumber('4111111111111111', true), false)
  assert.equal(showsCardNumber('4111-1111-1111-1111', true), true)
})
