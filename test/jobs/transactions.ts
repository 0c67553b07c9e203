import { writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { policy } from '../../hive/policy.ts'

/** A row of one upload, as the input contract has it. */
export interface Transaction {
  transaction_id: string
  transaction_date: string
  card_no: string | null
  card_type: string | null
  merchant: string | null
  sub_category: string | null
  category: string | null
  amount: number | null
  installment_months: number | null
  approval_status: string | null
  region: string | null
  card_token: string | null
  upload_id: string
  upload_order: number
}

const { domains } = policy
const two = (value: number) => String(value).padStart(2, '0')
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 30 })

/** Moments of two years, month ends and midnights more often than chance has them. */
const moment = fc
  .record({
    year: fc.constantFrom(2023, 2024),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.oneof(fc.integer({ min: 1, max: 28 }), fc.constant(1)),
    hour: fc.oneof(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 5, 6, 23)),
    minute: fc.integer({ min: 0, max: 59 }),
  })
  .map(
    ({ year, month, day, hour, minute }) =>
      `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:59`,
  )

/** Rows that pass the quality gate, with everything odd it lets through: nulls, zeros, ties, quotes and commas. */
export const transactionRow = fc.record({
  transaction_date: moment,
  card_no: orNull(
    fc.integer({ min: 0, max: 40 }).map((card) => `****-****-****-${String(card).padStart(4, '0')}`),
  ),
  card_type: orNull(fc.constantFrom(...domains.card_type)),
  merchant: orNull(
    fc.constantFrom(
      '가게',
      '나 마트',
      '다, 분점',
      '라 "본점"',
      "마'네",
      ' 바',
      '사',
      '아',
      '자',
      '차',
      '카',
      '타',
    ),
  ),
  sub_category: orNull(fc.constantFrom('한식', '카페')),
  category: orNull(fc.constantFrom(...domains.category)),
  amount: orNull(
    fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 20_000_000 }), fc.constant(0)),
  ),
  installment_months: orNull(fc.constantFrom(0, 0, 1, 3, 12)),
  approval_status: orNull(
    fc.oneof(
      { weight: 5, arbitrary: fc.constant('approved') },
      { weight: 1, arbitrary: fc.constantFrom(...domains.approval_status) },
    ),
  ),
  region: orNull(fc.constantFrom(...domains.region)),
  card_token: fc.option(
    fc.integer({ min: 0, max: 60 }).map((card) => `tk-${card}`),
    { nil: null, freq: 2 },
  ),
})

/** The same rows for the same seed. */
export function sampleTransactions(count: number, seed: number): Transaction[] {
  return fc.sample(transactionRow, { numRuns: count, seed }).map((row, index) => ({
    transaction_id: `T${index}`,
    ...row,
    upload_id: 'upload',
    upload_order: 1,
  }))
}

const field = (value: string | number | null) =>
  value === null ? '' : `"${String(value).replaceAll('"', '""')}"`

/** Writes rows as CSV, every value quoted, null as nothing. */
export function writeCsv(file: string, rows: readonly Transaction[]): void {
  const names = Object.keys({ ...rows[0] }) as (keyof Transaction)[]
  const lines = rows.map((row) => names.map((name) => field(row[name])).join(','))
  writeFileSync(file, `${[names.join(','), ...lines].join('\n')}\n`)
}
