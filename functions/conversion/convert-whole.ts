import { policy } from '../../hive/policy.ts'
import { addIssues } from '../quality/findings.ts'
import type { DuckDbSession } from '../runtime/duckdb.ts'
import { type ConversionContext, findRowIssues, findUnmaskedCards } from './find-row-issues.ts'
import { anyQuarantined } from './quarantine-rows.ts'
import type { RecordBlock } from './record-blocks.ts'
import { notWhole, viewStaged, wholeRows } from './row-sql.ts'
import { type ConvertedBlock, listUnits, requireRows, writeUnits } from './unit-files.ts'

/**
 * The way of nearly all blocks: rows go straight from their bytes into staged files, and are checked there. Null when a row
 * must not be staged, or not as it is; nothing of the block has gone anywhere then.
 */
export async function convertWhole(
  session: DuckDbSession,
  path: string,
  block: RecordBlock,
  context: ConversionContext,
): Promise<ConvertedBlock | null> {
  const folder = await writeWhole(session, path, block, context)
  if (!folder) return null
  await session.connection.run(viewStaged(folder, context, block.lineBase))
  const cards = await findUnmaskedCards(session, context)
  if (cards.lines.length > 0 || (await anyQuarantined(session, context))) return null
  const { issues, amount } = await findRowIssues(session, context)
  addIssues(issues, cards, 0, policy.limits.samples)
  const units = await listUnits(session, folder, context)
  return { issues, quarantined: { counts: {}, rows: [] }, amount, units }
}

/** The folder of the block's files, or null when a row cannot be in them. */
async function writeWhole(
  session: DuckDbSession,
  path: string,
  block: RecordBlock,
  context: ConversionContext,
): Promise<string | null> {
  try {
    const { folder, rows } = await writeUnits(session, wholeRows(path, context, block), block, context)
    requireRows(rows, block)
    return folder
  } catch (error) {
    if ((error as Error).message.includes(notWhole)) return null
    throw error
  }
}
