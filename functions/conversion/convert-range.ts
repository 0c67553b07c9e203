import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { findSource } from '../../hive/choose-source.ts'
import { policy } from '../../hive/policy.ts'
import type { Layout, Source } from '../../hive/source.ts'
import {
  addIssues,
  addQuarantined,
  countQuarantined,
  type IssueCounts,
  type Quarantine,
} from '../quality/findings.ts'
import { withDuckDb } from '../runtime/duckdb.ts'
import { PipelineError } from '../runtime/errors.ts'
import { kstTime } from '../runtime/kst.ts'
import { stagedFileKey } from '../storage/layout.ts'
import type { Chunk, ControlTotals, InputFormat, Upload } from '../upload/upload.ts'
import { addUnits, type ChunkResult, emptyResult } from './chunk-result.ts'
import { convertBlock } from './convert-block.ts'
import { dialectOf } from './dialect.ts'
import { type Damage, dropBytes, gunzipStream } from './gunzip-stream.ts'
import { describedLines, sortMalformed } from './malformed-lines.ts'
import { holdBack, readTrailer, trailerBytes } from './read-trailer.ts'
import { type BlockOptions, readBlocks } from './record-blocks.ts'
import type { UnitFile } from './unit-files.ts'

/** Input of the state ConvertChunk. */
export interface ConversionTask {
  execution: string
  upload: Upload
  format: InputFormat
  chunk: Chunk
}

/** Where a conversion reads from and writes to. */
export interface ConversionFiles {
  /** The upload's stored bytes [start, end). Throws ObjectChangedError when the version is gone or another. */
  open(start: number, end: number): Promise<Readable>
  /** Keeps the files of a block's units, on this machine so far; the names under which they can be read, in their order. */
  save(files: readonly UnsavedFile[], part: string): Promise<string[]>
}

export interface UnsavedFile {
  /** Key in the output bucket of a file that stands alone. */
  key: string
  path: string
}

/** A little more than a chunk of the usual size and its look-ahead, so that such a chunk is one block. */
const usualBlockBytes = 34_603_008

/**
 * Converts one chunk: CSV bytes to staged Parquet files per unit, and everything a row by itself can do wrong. The first chunk's
 * result has the hash of the object too, when the sender announced one.
 * @param blockBytes bytes converted at once
 */
export async function convertRange(
  task: ConversionTask,
  files: ConversionFiles,
  blockBytes = usualBlockBytes,
): Promise<ChunkResult> {
  const isHashed = task.format.announced?.sha256 && firstChunks.includes(task.chunk.name)
  const failed = new AbortController()
  const converting = convertRecords(task, files, blockBytes)
  const hashing = isHashed ? hashObject(task.upload, files, failed.signal) : undefined
  converting.catch(() => failed.abort())
  // neither goes on when this call has ended
  await Promise.allSettled([converting, hashing])
  const [result, sha256] = [await converting, await hashing]
  return { ...result, ...(sha256 && { sha256 }) }
}

async function convertRecords(
  task: ConversionTask,
  files: ConversionFiles,
  blockBytes: number,
): Promise<ChunkResult> {
  const result = emptyResult(task.chunk.name)
  if (task.chunk.start >= task.chunk.end) return result
  const source = findSource(task.format.source ?? 'contract')
  const { bytes, options, damage, trailer } = await openRecords(task, source, files, blockBytes)
  await withDuckDb(async (session) => {
    let part = 0
    for await (const block of readBlocks(bytes, options, result)) {
      addFindings(result, sortMalformed(block), block.lineBase)
      if (block.rows === 0) continue
      const name = part++ === 0 ? task.chunk.name : `${task.chunk.name}-${part}`
      const { units, ...found } = await convertBlock(session, block, {
        upload: task.upload.id,
        source,
        columns: task.format.columns,
        now: kstTime(task.upload.uploadedAt),
        grain: task.format.grain ?? 'month',
      })
      result.rows += block.rows - countQuarantined(found.quarantined)
      result.cp949 += block.cp949
      result.amount += found.amount
      addFindings(result, found, block.lineBase)
      await stageUnits(task, name, units, result, files)
    }
  })
  if (trailer()) result.trailer = trailer()
  if (damage()) addIssues(result, damageIssue(damage()!), result.lines, policy.limits.samples)
  return result
}

/** The bytes of a chunk's records, and what their end shows once they are read. */
interface OpenedRecords {
  bytes: AsyncIterable<Uint8Array>
  options: BlockOptions
  damage: () => Damage | null
  trailer: () => ControlTotals | undefined
}

async function openRecords(
  { upload, format, chunk }: ConversionTask,
  { layout }: Source,
  files: ConversionFiles,
  blockBytes: number,
): Promise<OpenedRecords> {
  const { lineBytes } = policy.limits
  const shape = {
    fields: format.columns.length,
    lineBytes,
    sampleLimit: describedLines,
    blockBytes,
    dialect: dialectOf(layout),
  }
  if (format.compression === 'gzip') {
    const gunzipped = gunzipStream(whole(await files.open(0, upload.bytes), upload.bytes))
    const rows = dropBytes(gunzipped.bytes, format.headerBytes)
    const range = {
      position: format.headerBytes,
      end: Number.MAX_SAFE_INTEGER,
      midLine: false,
      reachesEnd: true,
    }
    const { bytes, trailer } = cutTrailer(rows, layout)
    return { bytes, options: { ...shape, ...range }, damage: () => gunzipped.damage, trailer }
  }
  // one byte before the range tells whether a line starts with it; a record may end a line's length after it
  const midLine = chunk.start > format.headerBytes
  const position = midLine ? chunk.start - 1 : chunk.start
  const dataEnd = format.dataEnd ?? upload.bytes
  const stop = Math.min(chunk.end + lineBytes + 1, dataEnd)
  const options: BlockOptions = {
    ...shape,
    position,
    end: chunk.end,
    midLine,
    reachesEnd: stop === dataEnd,
  }
  const bytes = whole(await files.open(position, stop), stop - position)
  return { bytes, options, damage: () => null, trailer: () => undefined }
}

/** The rows without the trailer that stands at the end of an uncompressed stream, and what it says. */
function cutTrailer(
  rows: AsyncIterable<Uint8Array>,
  layout: Layout,
): Pick<OpenedRecords, 'bytes' | 'trailer'> {
  if (!layout.trailer) return { bytes: rows, trailer: () => undefined }
  let totals: ControlTotals | undefined
  const bytes = holdBack(rows, trailerBytes, (tail) => {
    const reading = readTrailer(tail, layout)
    totals = reading.totals
    return reading.bytes
  })
  return { bytes, trailer: () => totals }
}

/** The bytes as they come. Throws PipelineError when the store ends before it gave as many as it said it has. */
async function* whole(source: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let left = bytes
  for await (const piece of source) {
    left -= piece.length
    yield piece
  }
  if (left !== 0)
    throw new PipelineError(`the object ended ${left} bytes before the ${bytes} that were asked for`)
}

/** Names of the chunk that every conversion has. */
const firstChunks = ['00001', 'whole']

/** SHA-256 of the object as stored, read apart from its records: they are read in ranges. Throws when it is ended early. */
async function hashObject({ bytes }: Upload, files: ConversionFiles, failed: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of whole(await files.open(0, bytes), bytes)) {
    failed.throwIfAborted()
    hash.update(piece)
  }
  return hash.digest('hex')
}

function addFindings(
  result: ChunkResult,
  { issues, quarantined }: { issues: IssueCounts; quarantined: Quarantine },
  lineBase: number,
): void {
  addIssues(result, issues, lineBase, policy.limits.samples)
  addQuarantined(result.quarantined, quarantined, lineBase, policy.quarantine.rows)
}

async function stageUnits(
  { execution, upload }: ConversionTask,
  part: string,
  units: readonly UnitFile[],
  result: ChunkResult,
  files: ConversionFiles,
): Promise<void> {
  const unsaved = units.map(({ unit, path }) => ({
    key: stagedFileKey(upload.id, execution, unit, part),
    path,
  }))
  const names = await files.save(unsaved, part)
  for (const [index, { unit, rows, amount }] of units.entries())
    addUnits(result.months, { [unit]: { rows, amount, files: [names[index]!] } })
}

const damageIssue = ({ flaw, offset }: Damage): IssueCounts => ({
  counts: { malformed_line: 1 },
  samples: { malformed_line: [{ line: 1, reason: `${flaw}, at byte ${offset} of the object` }] },
})
