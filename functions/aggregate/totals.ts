import type { DuckDBConnection } from '@duckdb/node-api'
import { readRows } from '../runtime/duckdb.ts'
import { ReconciliationError } from '../runtime/errors.ts'

/** What the view `transactions` of a stage holds; amount in won. */
export interface InputTotals {
  rows: number
  amount: number
}

/** Rows and amount of the view `transactions`, or of another relation; of all rows or of those that meet a condition. */
export async function readTotals(
  connection: DuckDBConnection,
  condition = 'true',
  relation = 'transactions',
): Promise<InputTotals> {
  const [totals] = await readRows<{ rows: bigint; amount: bigint }>(
    connection,
    `SELECT COUNT(*) AS rows, CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS amount
    FROM ${relation} WHERE ${condition}`,
  )
  return { rows: Number(totals!.rows), amount: Number(totals!.amount) }
}

/** Throws ReconciliationError when rows (or amount, where both are given) are not what the plan counts. */
export function reconcile(
  stage: string,
  found: { rows: number; amount?: number },
  planned: { rows: number; amount?: number },
): void {
  if (found.rows !== planned.rows)
    throw new ReconciliationError(`${stage} has ${found.rows} rows, the plan counts ${planned.rows}`)
  if (found.amount !== undefined && planned.amount !== undefined && found.amount !== planned.amount)
    throw new ReconciliationError(
      `${stage} adds up to ${found.amount} won, the plan counts ${planned.amount}`,
    )
}
