import type { DuckDBConnection } from '@duckdb/node-api'
import type { Table } from '../../hive/table.ts'
import { quoteName } from '../../jobs/duckdb-sql.ts'
import { stageTables } from '../../jobs/partitions.ts'
import type { Stage } from '../../jobs/stages.ts'
import { type InputTotals, reconcile } from '../aggregate/totals.ts'
import { readRows } from '../runtime/duckdb.ts'
import { ReconciliationError } from '../runtime/errors.ts'

interface ReadTotals {
  rows_read: bigint
  amount_read: bigint
  approved_rows: bigint
  approved_amount: bigint
}

/** Tables that show only a part of their input on purpose. */
const partial = ['quarterly/merchant_top10', 'quarterly/installment']

/**
 * Compares what Spark read with the plan, and what each table adds up to with what Spark read. The tables are views of
 * the connection, with `input_totals`. Returns rows and amount read; throws ReconciliationError on any difference.
 */
export async function reconcileStage(
  connection: DuckDBConnection,
  stage: Stage,
  expected: InputTotals | null,
): Promise<InputTotals> {
  const [read] = await readRows<ReadTotals>(connection, 'SELECT * FROM input_totals')
  if (!read) throw new ReconciliationError(`${stage.id}: Spark left no totals of what it read`)
  const totals = { rows: Number(read.rows_read), amount: Number(read.amount_read) }
  if (expected) reconcile(stage.id, totals, expected)
  const tables = stageTables(stage)
  const approved =
    stage.month === undefined
      ? { rows: Number(read.approved_rows), amount: Number(read.approved_amount) }
      : await sumOf(
          connection,
          `SELECT COUNT(*), SUM(amount) FROM partitioned_txn WHERE approval_status = 'approved'`,
        )
  for (const table of tables) {
    const select = selectSums(table)
    if (select) reconcile(`${stage.id}: ${table.name}`, await sumOf(connection, select), approved)
  }
  return totals
}

/** Sums of a table that must be those of the approved rows, or null for a table that cannot be checked so. */
function selectSums(table: Table): string | null {
  const names = table.columns.map(({ name }) => name)
  const amount = ['total_amount', 'total_revenue'].find((name) => names.includes(name))
  if (!amount || !names.includes('txn_count') || partial.includes(table.name)) return null
  return `SELECT SUM(txn_count), SUM(${amount}) FROM ${quoteName(table.name)}`
}

async function sumOf(connection: DuckDBConnection, select: string): Promise<InputTotals> {
  const [row] = await readRows<{ rows: bigint | null; amount: bigint | null }>(
    connection,
    `SELECT CAST(rows AS BIGINT) AS rows, CAST(amount AS BIGINT) AS amount FROM (${select}) AS sums(rows, amount)`,
  )
  return { rows: Number(row?.rows ?? 0), amount: Number(row?.amount ?? 0) }
}
