import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { maskDigits } from '../masking/masking.ts'
import type { DuckDbSession } from '../runtime/duckdb.ts'
import { PipelineError, ReconciliationError } from '../runtime/errors.ts'
import { convertRows } from './convert-rows.ts'
import { convertWhole } from './convert-whole.ts'
import type { ConversionContext } from './find-row-issues.ts'
import type { RecordBlock } from './record-blocks.ts'
import { rowMacros } from './row-sql.ts'
import type { ConvertedBlock } from './unit-files.ts'

/**
 * Converts the clean records of a block; what it finds counts lines from 1 at the block's first line. Throws
 * PipelineError when DuckDB fails, ReconciliationError when it read other rows than were found.
 */
export async function convertBlock(
  session: DuckDbSession,
  block: RecordBlock,
  context: ConversionContext,
): Promise<ConvertedBlock> {
  const path = join(session.folder, 'block.csv')
  try {
    await writeFile(path, block.csv)
    for (const macro of rowMacros) await session.connection.run(macro)
    return (
      (await convertWhole(session, path, block, context)) ??
      (await convertRows(session, path, block, context))
    )
  } catch (error) {
    if (error instanceof ReconciliationError) throw error
    // DuckDB quotes the data it stumbles over: no cause here, or a card number would reach the log
    throw new PipelineError(`DuckDB failed: ${maskDigits((error as Error).message)}`)
  } finally {
    await rm(path, { force: true })
  }
}
