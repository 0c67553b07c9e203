import type { StageId } from '../../jobs/stages.ts'
import type { Tie } from './catalog.ts'

/** A claimed stage as it travels between states. */
export interface StageRef {
  stage: StageId
  generation: number
  /** Exact input rows. */
  rows: number
}

/** What a call of Aggregate answers: a stage that failed does not fail those beside it. */
export interface ComputedCall {
  results: StageResult[]
}

/** What the state machine notes of a call that answered nothing. */
interface FailedCall {
  stages: StageRef[]
  error: string
}

/** What became of each stage of a round: of several in a call, or of one that Spark computed. */
export const readResults = (
  branches: readonly (readonly (ComputedCall | FailedCall | StageResult)[])[],
): StageResult[] =>
  branches.flat().flatMap((answer): StageResult[] => {
    if ('results' in answer) return answer.results
    if (!('stages' in answer)) return [answer]
    const { stages, error } = answer
    return stages.map(({ stage, generation }) => ({ stage, generation, ok: false, error }))
  })

/** What became of a claimed stage: computed and waiting in the attempt folder, or failed by itself. */
export type StageResult = ComputedRef | FailedRef

export interface ComputedRef {
  stage: StageId
  generation: number
  ok: true
  /** Key in the output bucket of its ComputedStage, or of a list of those of one call. */
  result: string
}

export interface FailedRef {
  stage: StageId
  generation: number
  ok: false
  error: string
  /** No cluster could be had: the stage itself has not failed, it waits for the nightly run. */
  deferred?: boolean
}

/** One computed object that waits to be published: in the attempt folder, or, when it is small, in the result itself. */
export type ComputedPartition = {
  table: string
  /** Path below the table's prefix, such as `txn_year=2024/txn_month=3`. */
  partition: string
  rows: number
  bytes: number
} & ({ key: string } | { base64: string })

/** A computed stage, `result.json` of its attempt folder: every partition of its fixed set. */
export interface ComputedStage {
  stage: StageId
  generation: number
  /** Of a unit: rows and amount (won) of its partitioned_txn. Of a year: rows and amount it was computed from. */
  rows: number
  amount: number
  sqlHash: string
  partitions: ComputedPartition[]
  /** Of a unit whose many staged files were put together: the key that tells about it. */
  compaction?: string
  /** Of a month: contributions of one second that share transactions; absent when there are none. */
  ties?: Tie[]
}
