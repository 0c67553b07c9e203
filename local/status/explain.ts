import type { CheckOutcome, UploadJudgement } from '../../functions/quality/judge.ts'
import type { RejectionReport } from '../../functions/reception/rejection.ts'
import { writeCommand } from '../../functions/run/advice.ts'
import { readHistory } from '../../functions/run/executions.ts'
import { type Estimate, estimateOnEmr, estimateOnLambda } from '../../functions/run/routing.ts'
import type { RunSummary, StageSummary } from '../../functions/run/run-summary.ts'
import { chunkResultKey, qualityKey, rejectionKey, runKey } from '../../functions/storage/layout.ts'
import { readJson, s3Store } from '../../functions/storage/store.ts'
import { findUpload } from '../../functions/sweep/missing.ts'
import type { Chunk, Upload } from '../../functions/upload/upload.ts'
import { uploadOf } from '../../functions/upload/upload-identity.ts'
import { findRun } from '../pipeline/executions.ts'
import type { PipelineState } from '../pipeline/pipeline-state.ts'
import { type RunProgress, readProgress } from '../pipeline/run-progress.ts'
import { stack } from '../pipeline/stack.ts'
import { type DerivedState, deriveState, type Evidence } from '../pipeline/upload-state.ts'
import { CommandError } from '../terminal/command-error.ts'

/** What a person asks about: an upload, a run, or both. */
export interface Subject {
  upload?: Upload
  /** Names of its runs, newest first. */
  runs: string[]
}

interface ChunkLine extends Chunk {
  rows: number
  malformed: number
}

/** Everything that is known of an upload and its newest run. */
export interface Explanation {
  upload?: Upload
  judgement?: DerivedState
  runs: string[]
  run?: RunProgress & { name: string; status: string; startedAt: Date; stoppedAt?: Date; cause?: string }
  chunks: ChunkLine[]
  checks: CheckOutcome[]
  summary?: RunSummary
  /** What the stages of the run were estimated to take on either engine. */
  estimates: Record<string, { lambda: Estimate; emr: ReturnType<typeof estimateOnEmr> }>
  rejection?: RejectionReport
}

/** Finds an upload by id, key or beginning of its id, or a run by name. Throws a CommandError when there is none. */
export function findSubject({ uploads, runs }: PipelineState, name: string): Subject {
  const upload = findUpload(uploads, name)
  const own = runs.filter((run) => run.name === name || (upload && uploadOf(run.name) === upload.id))
  if (!upload && own.length === 0)
    throw new CommandError(
      `there is no upload, key or run named ${name}`,
      `${writeCommand('status')} lists them`,
    )
  return { upload, runs: own.map((run) => run.name) }
}

/** Reads everything that is known of a subject. */
export async function explainSubject(subject: Subject, evidence: Evidence): Promise<Explanation> {
  const { upload, runs } = subject
  const [name] = runs
  const rejection = upload && (await read<RejectionReport>(rejectionKey(upload.id)))
  const judgement = upload && deriveState(upload, evidence)
  const found = name === undefined ? null : await findRun(name)
  if (!found || name === undefined)
    return { upload, judgement, runs, chunks: [], checks: [], estimates: {}, rejection }
  const progress = readProgress(await readHistory(name))
  const { status, startedAt, stoppedAt, cause } = found
  const summary = await read<RunSummary>(runKey(name))
  const quality = upload && (await read<UploadJudgement>(qualityKey(upload.id, name)))
  return {
    upload,
    judgement,
    runs,
    run: { ...progress, name, status, startedAt, stoppedAt, cause },
    chunks: upload ? await readChunks(upload.id, name, (found.input.chunks ?? []) as Chunk[]) : [],
    checks: quality?.outcomes ?? [],
    summary,
    estimates: Object.fromEntries((summary?.stages ?? []).map(estimateStage)),
    rejection,
  }
}

const estimateStage = ({ stage, rows }: StageSummary) => [
  stage,
  { lambda: estimateOnLambda(rows), emr: estimateOnEmr(rows) },
]

async function readChunks(upload: string, attempt: string, chunks: Chunk[]): Promise<ChunkLine[]> {
  const results = chunks.map(async (chunk) => {
    const result = await read<ChunkLine>(chunkResultKey(upload, attempt, chunk.name))
    return result ? [{ ...chunk, rows: result.rows, malformed: result.malformed }] : []
  })
  return (await Promise.all(results)).flat()
}

const read = async <T>(key: string): Promise<T | undefined> =>
  (await readJson<T>(s3Store(stack.outputBucket), key))?.value
