import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { contractColumnNames } from '../../hive/input.ts'
import { generateCsv } from '../generate/rows/csv.ts'
import { defaultShape } from '../generate/rows/transactions.ts'
import { writeBlocks } from '../generate/write.ts'

/** What every engine measures: one CSV file of one year. */
export interface BenchSample {
  rows: number
  csv: string
  bytes: number
  /** Bytes of its header line. */
  headerBytes: number
  /** Folder for what engines write. */
  folder: string
}

export const benchYear = Number(defaultShape.from.slice(0, 4))

export async function makeSample(rows: number, folder: string, signal: AbortSignal): Promise<BenchSample> {
  const csv = join(folder, `transactions-${rows}.csv`)
  await writeBlocks(generateCsv({ ...defaultShape, rows }), csv, {
    gzip: false,
    signal,
    onProgress: () => {},
  })
  const headerBytes = Buffer.byteLength(`${contractColumnNames.join(',')}\n`)
  return { rows, csv, bytes: (await stat(csv)).size, headerBytes, folder }
}
