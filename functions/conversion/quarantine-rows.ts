import { rowChecks } from '../../hive/checks.ts'
import { policy } from '../../hive/policy.ts'
import { maskText, maskValue } from '../masking/masking.ts'
import type { Quarantine, QuarantinedRow } from '../quality/findings.ts'
import { type DuckDbSession, readRows } from '../runtime/duckdb.ts'
import { showBytes } from './decode-records.ts'
import type { RecordBlock } from './record-blocks.ts'
import { type CheckedUpload, findsQuarantined, selectQuarantined } from './row-sql.ts'

/** Bytes of a line that the quarantine keeps. */
const keptBytes = 4096

/** Checks that quarantine, in the order in which a row meets them. */
const quarantining = rowChecks.filter(({ action }) => action === 'quarantine')
const causes = quarantining.flatMap((check) =>
  Object.entries(check.when).map(([column, condition]) => ({ check: check.name, column, condition })),
)

/** True when the policy quarantines a row of the view `input`. */
export async function anyQuarantined(
  { connection }: Pick<DuckDbSession, 'connection'>,
  upload: CheckedUpload,
): Promise<boolean> {
  if (causes.length === 0) return false
  const [any] = await readRows<{ found: boolean }>(connection, findsQuarantined(causes, upload))
  return any!.found
}

/**
 * Takes the rows that the policy quarantines out of the table `parsed`, each under the first check that finds it; `amount` is
 * what they add up to, won. Lines count from 1 at the block's first.
 */
export async function quarantineRows(
  { connection }: Pick<DuckDbSession, 'connection'>,
  block: RecordBlock,
  upload: CheckedUpload,
): Promise<Quarantine & { amount: number }> {
  if (causes.length === 0) return { counts: {}, rows: [], amount: 0 }
  await connection.run(`CREATE OR REPLACE TABLE quarantined AS ${selectQuarantined(causes, upload)}`)
  const counted = await readRows<{ cause: number; rows: bigint; amount: bigint }>(
    connection,
    `SELECT cause, COUNT(*) AS rows, CAST(COALESCE(SUM(won), 0) AS BIGINT) AS amount
    FROM quarantined GROUP BY cause`,
  )
  const counts: Record<string, number> = {}
  let amount = 0
  for (const { cause, rows, amount: won } of counted) {
    const { check } = causes[cause]!
    counts[check] = (counts[check] ?? 0) + Number(rows)
    amount += Number(won)
  }
  const first = await readRows<{ place: bigint; cause: number; value: string | null }>(
    connection,
    `SELECT place, cause, value FROM quarantined ORDER BY place LIMIT ${policy.quarantine.rows}`,
  )
  await connection.run('DELETE FROM parsed WHERE rowid IN (SELECT place FROM quarantined)')
  const rows = first.map(({ place, cause, value }) => describe(block, Number(place), cause, value))
  return { counts, rows, amount }
}

function describe(block: RecordBlock, place: number, cause: number, value: string | null): QuarantinedRow {
  const { check, column } = causes[cause]!
  return {
    line: block.lines[place]! + 1,
    check,
    column,
    ...(value !== null && { value: maskValue(value) }),
    text: showLine(block.bytes, block.starts[place]!, block.ends[place]!),
  }
}

/** A line as it was sent, masked. */
export const showLine = (bytes: Uint8Array, start: number, end: number): string =>
  maskText(showBytes(bytes, start, end, keptBytes))
