import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeEnded } from '../../../functions/sweep/light.ts'

test('people are told which run ended, how, and the commands that help', () => {
  const { subject, text } = describeEnded({ name: 'march-0123456789abcdef', status: 'ABORTED' })
  assert.equal(subject, 'card-pipeline: aborted march-0123456789abcdef')
  assert.match(text, /^Run march-0123456789abcdef ended as ABORTED/)
  assert.match(text, /npm run nightly/)
  assert.match(text, /npm run status -- march-0123456789abcdef/)
})
