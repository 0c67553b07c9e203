import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { ChunkResult } from '../../../functions/conversion/chunk-result.ts'
import { type ConversionFiles, convertRange } from '../../../functions/conversion/convert-range.ts'
import { type MergedUpload, mergeResults } from '../../../functions/conversion/merge-results.ts'
import { findIssuesInSet } from '../../../functions/quality/duplicates.ts'
import type { SetFindings } from '../../../functions/quality/judge.ts'
import { cutChunks } from '../../../functions/reception/cut-chunks.ts'
import { judgeHead } from '../../../functions/reception/judge-head.ts'
import { type DuckDbSession, fileList, withDuckDb } from '../../../functions/runtime/duckdb.ts'
import { stagedChunk } from '../../../functions/storage/layout.ts'
import type { Chunk, InputFormat, Upload } from '../../../functions/upload/upload.ts'
import type { Grain } from '../../../jobs/stages.ts'

/** An upload of so many bytes, stored at noon of 1 June 2025 in Korea. */
export const someUpload = (bytes: number, key = 'incoming/day.csv'): Upload => ({
  id: 'day-0123456789abcdef',
  bucket: 'input',
  key,
  versionId: 'v1',
  etag: '"e1"',
  bytes,
  order: `2025-06-01T03:00:00Z 000000 ${key}`,
  uploadedAt: '2025-06-01T03:00:00Z',
})

export interface Conversion extends StagedConversion {
  found: SetFindings
  /** Staged rows, ordered by transaction_id and date. */
  rows: Record<string, unknown>[]
}

/** Reads the format of a file that must be acceptable. */
export async function formatOf(file: Uint8Array, upload: Upload): Promise<InputFormat> {
  const verdict = await judgeHead(upload, async (start, end) =>
    Readable.from(pieces(file.subarray(start, end))),
  )
  if ('problem' in verdict) throw new Error(`refused: ${JSON.stringify(verdict.problem)}`)
  return verdict.format
}

export interface ConversionOptions {
  /** Key of the upload, which chooses its source; absent: a file of the contract. */
  key?: string
  chunkBytes?: number
  blockBytes?: number
  grain?: Grain
}

type StagedFile = Parameters<typeof findIssuesInSet>[1][number]

/** What a file's chunks staged, as long as the work that looks at it runs. */
export interface StagedConversion extends MergedUpload {
  results: ChunkResult[]
  /** True when the ranges did not fit together and the whole was converted instead. */
  whole: boolean
  files: StagedFile[]
}

/** Converts a file as the pipeline does, chunk by chunk, and the whole when the chunks do not fit together. */
export async function stageFile<T>(
  file: Uint8Array,
  { key, chunkBytes = 33_554_432, blockBytes, grain }: ConversionOptions,
  look: (staged: StagedConversion) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'converting-'))
  try {
    const upload = someUpload(file.length, key)
    const format = { ...(await formatOf(file, upload)), grain }
    const kept = new Map<string, string>()
    const files: ConversionFiles = {
      open: async (start, end) => Readable.from(pieces(file.subarray(start, end))),
      save: async (saved) => {
        for (const { key, path } of saved) {
          kept.set(key, join(folder, `${kept.size}.parquet`))
          await copyFile(path, kept.get(key)!)
        }
        return saved.map(({ key }) => key)
      },
    }
    const convert = async (parts: Chunk[]) => {
      const results: ChunkResult[] = []
      for (const chunk of parts) {
        const task = { execution: 'run', upload, format, chunk }
        results.push(await convertRange(task, files, blockBytes))
      }
      return { results, merged: mergeResults(results, upload, format) }
    }
    let { results, merged } = await convert(cutChunks(format, file.length, chunkBytes))
    const whole = merged === null
    if (whole)
      ({ results, merged } = await convert([
        { name: 'whole', start: format.headerBytes, end: format.dataEnd ?? file.length },
      ]))
    const staged = Object.values(merged!.manifest.months).flatMap((month) => month.files)
    const located = staged.map((key) => ({
      path: kept.get(key)!,
      lineBase: merged!.lineBases[stagedChunk(key)]!,
    }))
    return await look({ ...merged!, results, whole, files: located })
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Converts a file, makes the checks over all its rows and reads what was staged. */
export const convertFile = (file: Uint8Array, options: ConversionOptions = {}): Promise<Conversion> =>
  stageFile(file, options, (staged) =>
    withDuckDb(async (session) => {
      const found = await findIssuesInSet(session, staged.files, staged.manifest.rows)
      return { ...staged, found, rows: await readStaged(session, staged.files) }
    }),
  )

function* pieces(bytes: Uint8Array) {
  for (let at = 0; at < bytes.length; at += 65_537) yield bytes.subarray(at, at + 65_537)
}

/** Staged rows, ordered by transaction_id and date. */
export async function readStaged(
  { connection }: DuckDbSession,
  files: readonly StagedFile[],
): Promise<Record<string, unknown>[]> {
  if (files.length === 0) return []
  const reader = await connection.runAndReadAll(
    `SELECT * EXCLUDE (line) FROM read_parquet(${fileList(files.map(({ path }) => path))})
     ORDER BY transaction_id NULLS LAST, transaction_date`,
  )
  return reader.getRowObjectsJson() as Record<string, unknown>[]
}
