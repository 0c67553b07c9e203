import { join } from 'node:path'
import { localFolder } from '../process/folders.ts'
import { count, size } from '../terminal/wording.ts'
import { generateCsv } from './rows/csv.ts'
import { defaultShape } from './rows/transactions.ts'
import { writeBlocks } from './write.ts'

/** Writes the sample that `npm start` uploads; the same rows give the same file. Returns its path and a line about it. */
export async function writeSample(
  rows: number,
  signal: AbortSignal,
): Promise<{ path: string; line: string }> {
  const path = join(localFolder, 'samples', `transactions-${rows}.csv`)
  const bytes = await writeBlocks(generateCsv({ ...defaultShape, rows }), path, { gzip: false, signal })
  return { path, line: `${count(rows)} transactions of 2024 generated, ${size(bytes)}` }
}
