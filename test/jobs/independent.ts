import type { Transaction } from './transactions.ts'

/** What a table's row holds, by column name; a partition column is a column like any other. */
export type Row = Record<string, string | number | null>

/** A de-duplicated transaction with what the tables derive from its moment. */
export interface Dated extends Transaction {
  txn_date: string
  txn_hour: number
  txn_year: number
  txn_month: number
  txn_quarter: number
}

export const dated = (row: Transaction): Dated => {
  const txn_month = Number(row.transaction_date.slice(5, 7))
  return {
    ...row,
    txn_date: row.transaction_date.slice(0, 10),
    txn_hour: Number(row.transaction_date.slice(11, 13)),
    txn_year: Number(row.transaction_date.slice(0, 4)),
    txn_month,
    txn_quarter: Math.ceil(txn_month / 3),
  }
}

/** The newest row of each transaction_id in a month. */
export function newest(rows: readonly Transaction[]): Dated[] {
  const kept = new Map<string, Dated>()
  for (const row of rows.map(dated)) {
    const id = `${row.txn_year}-${row.txn_month} ${row.transaction_id}`
    const known = kept.get(id)
    if (!known || known.upload_order < row.upload_order) kept.set(id, row)
  }
  return [...kept.values()]
}

/** One object per distinct combination of columns, null being a value like any other. */
export function groupBy(
  rows: readonly Dated[],
  columns: (keyof Dated)[],
  summarise: (rows: Dated[]) => Row,
): Row[] {
  const groups = Map.groupBy(rows, (row) => JSON.stringify(columns.map((column) => row[column])))
  return [...groups.values()].map((members) => {
    const keys = Object.fromEntries(columns.map((column) => [column, members[0]![column]]))
    return { ...keys, ...summarise(members) }
  })
}

export const withStatus = (rows: readonly Dated[], status: string) =>
  rows.filter((row) => row.approval_status === status)

const known = <T>(values: (T | null)[]) => values.filter((value) => value !== null)
export const distinct = (values: (string | null)[]) => new Set(known(values)).size
export const sum = (rows: readonly Dated[]) => known(rows.map((row) => row.amount)).reduce((a, b) => a + b, 0)
export const amounts = (rows: readonly Dated[]) => known(rows.map((row) => row.amount))

/** Mean in whole won, half up; null without amounts. */
export function mean(rows: readonly Dated[]): number | null {
  const count = amounts(rows).length
  return count === 0 ? null : Number((2n * BigInt(sum(rows)) + BigInt(count)) / (2n * BigInt(count)))
}

/** `part` in percent of `whole`, two decimals, half away from zero; null without a whole. */
export function percent(part: number, whole: number): number | null {
  if (whole === 0) return null
  const hundredths = (20_000n * BigInt(Math.abs(part)) + BigInt(whole)) / (2n * BigInt(whole))
  return hundredths === 0n ? 0 : (Math.sign(part) * Number(hundredths)) / 100
}

/** Growth over an earlier value; null without one. */
export const growth = (now: number, before: number | null | undefined) =>
  before === null || before === undefined ? null : percent(now - before, before)

/** Dense rank of each row by a column, highest first, within rows that agree in other columns. */
export function denseRank(rows: Row[], within: string[], by: string, name: string): Row[] {
  return rows.map((row) => {
    const rivals = rows.filter((other) => within.every((column) => other[column] === row[column]))
    const higher = new Set(
      rivals.map((other) => Number(other[by])).filter((value) => value > Number(row[by])),
    )
    return { ...row, [name]: higher.size + 1 }
  })
}
