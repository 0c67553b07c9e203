import { readdir, stat } from 'node:fs/promises'
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

/** Seconds per phase; `start` is what an engine needs before it does anything. */
export type Timing = Record<Phase, number> & { start?: number }

export const phases = { convert: 'CSV → typed Parquet', months: 'months', years: 'years' } as const
export type Phase = keyof typeof phases

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

/** Seconds that some work takes. */
export async function clock(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

/** Parquet files below a folder, by name. */
export async function parquetFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  return names
    .filter((name) => name.endsWith('.parquet'))
    .sort()
    .map((name) => join(folder, name))
}
