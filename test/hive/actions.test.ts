import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { CheckActions } from '../../hive/actions.ts'
import { qualityChecks } from '../../hive/checks.ts'

// npm run check fails where one of these is no error
export const wrong: CheckActions[] = [
  // @ts-expect-error a row that shows a card number goes nowhere
  { unmasked_card: 'quarantine' },
  // @ts-expect-error nor is it published
  { unmasked_card: 'warn' },
  // @ts-expect-error no table has a place for a row without a month
  { date_invalid: 'warn' },
  // @ts-expect-error a number that cannot be read would be published as NULL
  { number_format: 'warn' },
  // @ts-expect-error regions are partitions
  { domain_region: 'warn' },
  // @ts-expect-error a share is of all rows: none by itself is wrong
  { null_merchant: 'quarantine' },
  // @ts-expect-error which of two payments is the wrong one?
  { duplicate_payment: 'quarantine' },
  // @ts-expect-error one of two rows with an id would not be published
  { duplicate_transaction_id: 'warn' },
  // @ts-expect-error totals that differ say that something is missing
  { control_total: 'warn' },
  // @ts-expect-error no such check
  { card_missing: 'reject' },
]

export const right: CheckActions[] = [
  { date_invalid: 'quarantine', amount_negative: 'warn', declined_ratio: 'reject' },
]

test('the policy can name checks that there are, and no others', () => {
  const text = readFileSync(new URL('../../hive/actions.ts', import.meta.url), 'utf8')
  const named = [...text.matchAll(/^ {2}\| '(\w+)'/gm)].map(([, name]) => name!)
  const known = qualityChecks.map(({ name }) => name)
  assert.ok(named.length > 20)
  assert.deepEqual(
    named.filter((name) => !known.includes(name)),
    [],
  )
  // what they find can be neither published nor kept apart; a check that is named nowhere has its own action
  const never = ['unmasked_card', 'control_total', 'duplicate_transaction_id']
  assert.deepEqual(
    never.filter((name) => named.includes(name) || !known.includes(name)),
    [],
  )
})
