import { contractColumnNames } from '../../../hive/input.ts'

/** The fields of one good row, by column. */
export const goodRow = {
  transaction_id: 'T0001',
  transaction_date: '2024-03-05 12:34:56',
  card_no: '****-****-****-1234',
  card_type: '신용',
  merchant: '스타벅스',
  sub_category: '카페',
  category: '식비',
  amount: '4500',
  installment_months: '0',
  approval_status: 'approved',
  region: '서울',
}

export type Row = Partial<Record<keyof typeof goodRow, string>>

/** A line of CSV, without its line end: the good row with other values in some columns. Nothing is quoted. */
export const line = (row: Row = {}): string => Object.values({ ...goodRow, ...row }).join(',')

/** So many good lines with ids of their own, spread over the days of March. */
export const lines = (count: number, from = 1): string[] =>
  Array.from({ length: count }, (_, index) =>
    line({
      transaction_id: `T${String(from + index).padStart(4, '0')}`,
      transaction_date: `2024-03-${String(1 + (index % 28)).padStart(2, '0')} 10:00:00`,
    }),
  )

export const header = contractColumnNames.join(',')

/** A file of the contract's header and these lines. */
export const file = (rows: readonly string[], lineEnd = '\n'): Buffer =>
  Buffer.from([header, ...rows].map((text) => text + lineEnd).join(''))
