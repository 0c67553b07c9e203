import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readReason } from '../../../functions/masking/reason.ts'

const fault = (errorMessage: string) => ({
  Error: 'Runtime.HandlerError',
  Cause: JSON.stringify({ errorType: 'IOException', errorMessage, trace: ['at x'] }),
})

const reasons: [string, { Error: string; Cause: string }, string][] = [
  ['a function fault', fault('no space left'), 'IOException: no space left'],
  [
    'a fault named by the local cloud',
    { Error: 'x', Cause: '{"errorType":"Runtime.HandlerError","errorMessage":"no space left"}' },
    'no space left',
  ],
  ['a time limit', { Error: 'States.Timeout', Cause: '' }, 'States.Timeout'],
  ['plain text', { Error: 'States.Runtime', Cause: 'bad path' }, 'bad path'],
  [
    'a card number',
    fault(
      "cannot convert '4111 1111-1111 1111' of 4111111111111111, ４１１１.1111.1111.1111 or 3782/822463/10005",
    ),
    "IOException: cannot convert '**** ****-**** 1111' of ************1111, ****.****.****.1111 or ****/******/*0005",
  ],
]
for (const [name, error, reason] of reasons) {
  test(`the reason of ${name} is readable`, () => assert.equal(readReason(error), reason))
}

test('a reason is one line of at most 500 characters', () => {
  assert.equal(readReason(fault(`a\n${'b'.repeat(999)}`)).length, 500)
  assert.doesNotMatch(readReason(fault('a\nb')), /\n/)
})
