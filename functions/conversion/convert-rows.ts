import { policy } from '../../hive/policy.ts'
import { addIssues } from '../quality/findings.ts'
import { type DuckDbSession, readRows } from '../runtime/duckdb.ts'
import { type ConversionContext, findRowIssues, findUnmaskedCards } from './find-row-issues.ts'
import { quarantineRows } from './quarantine-rows.ts'
import type { RecordBlock } from './record-blocks.ts'
import { createRows, datedRows, dropLines, viewParsed } from './row-sql.ts'
import { type ConvertedBlock, listUnits, requireRows, writeUnits } from './unit-files.ts'

/** The way of all others: rows become a table, from which those are taken out that go no further. */
export async function convertRows(
  session: DuckDbSession,
  path: string,
  block: RecordBlock,
  context: ConversionContext,
): Promise<ConvertedBlock> {
  const { connection } = session
  await connection.run(createRows(path, context, block))
  const [read] = await readRows<{ rows: bigint }>(connection, 'SELECT COUNT(*) AS rows FROM parsed')
  requireRows(Number(read!.rows), block)
  await connection.run(viewParsed(block))
  const cards = await findUnmaskedCards(session, context)
  const { amount: apart, ...quarantined } = await quarantineRows(session, block, context)
  const { issues, amount } = await findRowIssues(session, context)
  addIssues(issues, cards, 0, policy.limits.samples)
  for (let at = 0; at < cards.lines.length; at += 10_000)
    await connection.run(dropLines(cards.lines.slice(at, at + 10_000)))
  const { folder } = await writeUnits(session, datedRows, block, context)
  return { issues, quarantined, amount: amount + apart, units: await listUnits(session, folder, context) }
}
