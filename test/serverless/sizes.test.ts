import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ofType, packageProd } from './packaged.ts'

const functions = ofType(await packageProd(), 'AWS::Lambda::Function')

test('a function with more than the usual /tmp knows it, for the cost of its runs', () => {
  const withMore = functions.filter(([, { Properties }]) => Properties.EphemeralStorage)
  assert.ok(withMore.length > 0)
  for (const [id, { Properties }] of functions)
    assert.equal(
      Number(Properties.Environment.Variables.EPHEMERAL_STORAGE_MB ?? 512),
      Properties.EphemeralStorage?.Size ?? 512,
      id,
    )
})
