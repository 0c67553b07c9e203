import type { DuckDBConnection } from '@duckdb/node-api'
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
    stage.grain === 'year'
      ? { rows: Number(read.approved_rows), amount: Number(read.approved_amount) }
      : await sumOf(
          connection,
          `SELECT COUNT(*), SUM(amount) FROM partitioned_txn WHERE approval_status = 'approved'`,
        )
  for (const table of tables) {
    if (table.reconciles === null) continue
    const select = `SELECT SUM(txn_count), SUM(${quoteName(table.reconciles)}) FROM ${quoteName(table.name)}`
    reconcile(`${stage.id}: ${table.name}`, await sumOf(connection, select), approved)
  }
  return totals
}

async function sumOf(connection: DuckDBConnection, select: string): Promise<InputTotals> {
  const [row] = await readRows<{ rows: bigint | null; amount: bigint | null }>(
    connection,
    `SELECT CAST(rows AS BIGINT) AS rows, CAST(amount AS BIGINT) AS amount FROM (${select}) AS sums(rows, amount)`,
  )
  return { rows: Number(row?.rows ?? 0), amount: Number(row?.amount ?? 0) }
}
