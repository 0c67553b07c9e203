import { createReadStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { convertChunk } from '../../functions/conversion/convert-chunk.ts'
import { mergeChunks } from '../../functions/conversion/merge-chunks.ts'
import { checkQuality } from '../../functions/quality/check-quality.ts'
import { findDuplicates } from '../../functions/quality/find-duplicates.ts'
import type { UploadCounters } from '../../functions/quality/findings.ts'
import type { CheckOutcome, UploadJudgement } from '../../functions/quality/judge.ts'
import { cutChunks } from '../../functions/reception/cut-chunks.ts'
import { judgeHead } from '../../functions/reception/judge-head.ts'
import { addAnnounced } from '../../functions/reception/read-announced.ts'
import { type RejectionReport, rejectHead, rejectJudged } from '../../functions/reception/rejection.ts'
import { mustRead, type ObjectStore } from '../../functions/storage/store.ts'
import type { Chunk, InputFormat, Manifest, Upload } from '../../functions/upload/upload.ts'
import { identifyUpload, showKey } from '../../functions/upload/upload-identity.ts'
import type { Verdict } from '../../hive/checks.ts'
import { chooseSource } from '../../hive/choose-source.ts'
import type { Show } from '../terminal/board.ts'
import { count, size } from '../terminal/wording.ts'
import type { FileToSend } from '../upload/name-keys.ts'
import { folderStore } from './folder-store.ts'

/** What the pipeline would say of a file, as `npm run validate -- --json` prints it. */
export interface FileVerdict {
  /** Path and key, card numbers masked. */
  file: string
  key: string
  bytes: number
  verdict: Verdict
  /** Name of the source that its key chooses. */
  source: string
  checks: CheckOutcome[]
  /** Why it is refused. */
  rejection?: RejectionReport
  /** Absent of a file that its head refuses. */
  content?: FileContent
}

/** What stands in a file that was read to its end. */
interface FileContent {
  compression: InputFormat['compression']
  /** Well-formed records, and those of them that are in CP949; the others are UTF-8. */
  rows: number
  cp949: number
  malformed: number
  /** Rows and won by month; a month that no row has is absent. */
  months: { month: string; rows: number; amount: number }[]
}

/** Bytes that one function converts (`chunkBytes` in serverless.yml); what is found does not depend on it. */
const chunkBytes = 33_554_432

/** The attempt that staged files are named after. */
const execution = 'validate'

/**
 * Judges a file by the code of the functions, as if it arrived now; what they stage goes to a temporary folder that is
 * gone afterwards. Throws on a fault, and when it is interrupted.
 */
export async function judgeFile(file: FileToSend, show: Show, signal: AbortSignal): Promise<FileVerdict> {
  const { size: bytes } = await stat(file.path)
  const upload = announce(file, bytes)
  const open = async (start: number, end: number): Promise<Readable> =>
    createReadStream(file.path, { start, end: end - 1 })
  const about = { file: showKey(file.path), key: upload.key, bytes, source: chooseSource(upload.key).name }
  const head = await judgeHead(upload, open)
  if ('problem' in head) {
    const rejection = rejectHead(upload, head.problem)
    return { ...about, verdict: 'FAIL', checks: rejection.checks, rejection }
  }
  const folder = await mkdtemp(join(tmpdir(), 'validate-'))
  try {
    const format = addAnnounced(head.format, file.expected ?? {}, bytes)
    const reading = {
      upload,
      format,
      open,
      store: folderStore(folder),
      show,
      signal,
    }
    const { judgement, ...content } = await readFile(reading)
    const { verdict, outcomes: checks } = judgement
    return {
      ...about,
      verdict,
      checks,
      ...(verdict === 'FAIL' && { rejection: rejectJudged(upload, judgement) }),
      content: { compression: head.format.compression, ...content },
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The file as an upload that has just been stored. */
function announce({ key }: FileToSend, bytes: number): Upload {
  const version = { bucket: 'this-machine', key, versionId: execution, lastModified: new Date() }
  return { bucket: version.bucket, versionId: execution, etag: '', bytes, ...identifyUpload(version, 0) }
}

interface OpenedFile {
  upload: Upload
  format: InputFormat
  open: (start: number, end: number) => Promise<Readable>
  store: ObjectStore
  show: Show
  signal: AbortSignal
}

async function readFile(reading: OpenedFile) {
  const { upload, format, store, show } = reading
  let chunks = cutChunks(format, upload.bytes, chunkBytes)
  await convert(reading, chunks)
  // The checks over all rows are made whatever the size: a cluster would find the same.
  let merged = await mergeChunks(store, { execution, upload, format, chunks }, Infinity)
  if (merged.next === 'whole') {
    chunks = merged.chunks
    await convert(reading, chunks)
    merged = await mergeChunks(store, { execution, upload, format, chunks }, Infinity)
    if (merged.next === 'whole') throw new Error(`${upload.key} does not fit together as a whole`)
  }
  show(`comparing ${count(merged.rows)} rows`, 'comparing')
  await findDuplicates(store, { execution, upload, merged })
  const { quality } = await checkQuality(store, { execution, upload }, new Date())
  const { rows, cp949, malformed } = await mustRead<UploadCounters>(store, merged.counters)
  const { months } = await mustRead<Manifest>(store, merged.manifest)
  return {
    judgement: await mustRead<UploadJudgement>(store, quality),
    rows,
    cp949,
    malformed,
    months: Object.entries(months).map(([month, { rows, amount }]) => ({ month, rows, amount })),
  }
}

async function convert({ upload, format, store, open, show, signal }: OpenedFile, chunks: readonly Chunk[]) {
  for (const chunk of chunks) {
    signal.throwIfAborted()
    show(`reading ${size(chunk.start)} of ${size(upload.bytes)}`, 'reading')
    await convertChunk(store, { execution, upload, format, chunk }, open)
  }
}
