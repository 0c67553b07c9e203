import type { DuckDBConnection } from '@duckdb/node-api'
import { fileList, readRows } from '../runtime/duckdb.ts'
import { ReconciliationError } from '../runtime/errors.ts'

/** What the view `transactions` of a stage holds; amount in won. */
export interface InputTotals {
  rows: number
  amount: number
}

const totals = 'COUNT(*) AS rows, CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS amount'

interface TotalsRow {
  rows: bigint
  amount: bigint
}

const asNumbers = ({ rows, amount }: TotalsRow): InputTotals => ({
  rows: Number(rows),
  amount: Number(amount),
})

/** Rows and amount of the view `transactions`, of all rows or of those that meet a condition. */
export async function readTotals(connection: DuckDBConnection, condition = 'true'): Promise<InputTotals> {
  const [found] = await readRows<TotalsRow>(
    connection,
    `SELECT ${totals} FROM transactions WHERE ${condition}`,
  )
  return asNumbers(found!)
}

/** The same of each Parquet file by itself, in one question; a file without rows is not in it. */
export async function readFileTotals(
  connection: DuckDBConnection,
  files: readonly string[],
): Promise<Map<string, InputTotals>> {
  const found = await readRows<TotalsRow & { filename: string }>(
    connection,
    `SELECT filename, ${totals}
    FROM read_parquet(${fileList(files)}, filename = true, hive_partitioning = false, union_by_name = true)
    GROUP BY filename`,
  )
  return new Map(found.map((row) => [row.filename, asNumbers(row)]))
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
