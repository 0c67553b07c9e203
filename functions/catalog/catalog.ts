import type { Grain, StageId } from '../../jobs/stages.ts'
import type { SourceVersion } from '../upload/upload.ts'
import type { Pages } from './pages.ts'

/** What a key's current upload adds; a retraction stays as a tombstone with `upload: null`. */
export interface Contribution {
  /** Order of the request that set it; only a higher one replaces it. */
  order: string
  upload: string | null
  /** Key of the upload's manifest in the output bucket. */
  manifest: string | null
  /** Exact input rows per unit, month `2024-03` or day `2024-03-07`. */
  months: Record<string, number>
  /** True when the upload by itself has at least heavyRows rows. */
  heavy: boolean
  /** The source that its rows were converted by; another one makes nothing dirty, a replay converts anew. */
  source?: SourceVersion
  /** Rows that are kept apart. */
  quarantined?: number
}

/** A run's right to compute and publish one stage, until it expires. */
interface Claim {
  execution: string
  generation: number
  /** ISO 8601 UTC. */
  until: string
}

export interface StageEntry {
  /** Generation that is wanted; dirty while above `done`. */
  want: number
  /** Generation that is published; 0 = never. */
  done: number
  /** Hash of the SQL that made what is published. */
  sqlHash: string | null
  /** Rows and amount (won) published: de-duplicated rows of partitioned_txn for a unit, input rows for a year. */
  rows: number
  amount: number
  /** Moment (ISO 8601 UTC) since when a heavy stage is due at once; null = waits for the nightly run. */
  due: string | null
  failures: number
  /** Why it was not computed when it was last tried, one line for people. */
  failure?: string
  claim: Claim | null
  /** Of a unit: exact rows of its contributions, and the pages that hold them; absent = none. */
  input?: number
  pages?: Pages
  /** Of a unit: key of its newest compaction, staged rows of many uploads in one file; absent = none yet. */
  compaction?: string
  /** Of a unit: what was wanted when an upload of it was converted anew; a compaction of before is no use. Absent = never. */
  reconverted?: number
  /** Of a month: its ties as published, and the generation in which they came up; absent = none. */
  ties?: { since: number; pairs: Tie[] }
  /** What stands for the stage in snapshots, by table; absent when it was published without. */
  files?: PublishedFiles
  /** ETags of its published objects as generation `done` left them, in the order of `stagePartitions`; absent when not all are known. */
  etags?: string[]
}

/** Two keys stored in the same second: transactions that are in both stand as in one of them, which time did not decide. */
export interface Tie {
  loser: string
  winner: string
  /** Transactions decided so. */
  rows: number
}

/** By Hive name of the table, in the order of its partitions: partition, rows and bytes of the object published. */
export type PublishedFiles = Record<string, [partition: string, rows: number, bytes: number][]>

/**
 * The one truth, changed only by compare-and-swap: `_pipeline/catalog.json` is the root, and names the immutable pages that
 * hold what each key contributes, and what each unit is made of.
 */
export interface Catalog {
  /** What units are, fixed by the first swap; absent in an older catalog of months. */
  grain?: Grain
  /** Contributions that were read for the matter at hand, not all there are. */
  keys: Record<string, Contribution>
  /** Pages of every key's contribution; absent = none yet. */
  pages?: Pages
  stages: Record<StageId, StageEntry>
  /** Times that something published was entered. */
  rounds?: number
  /** Times that pages were cleaned up: what was about to be swapped in then is not. */
  cleanings?: number
}

/** An admitted request, waiting under `_pipeline/pending/` until a run folds it. */
export type Request = UploadRequest | RetractRequest | ScheduleRequest

export interface UploadRequest {
  kind: 'upload'
  key: string
  order: string
  upload: string
  manifest: string
  /** Rows per unit. */
  months: Record<string, number>
  rows: number
  source?: SourceVersion
  quarantined?: number
}

export interface RetractRequest {
  kind: 'retract'
  key: string
  order: string
}

export interface ScheduleRequest {
  kind: 'schedule'
  execution: string
}

export type Engine = 'lambda' | 'emr'

/** A stage claimed by a run: what to compute, from what, and on which engine. */
interface ClaimedStage {
  stage: StageId
  generation: number
  engine: Engine
  /** Exact input rows. */
  rows: number
}

/**
 * A claimed unit also has the pages of the contributions it is made of, as they were in the root in which it was claimed,
 * and, once they are read, the contributions, oldest first; a year reads its published units.
 */
export interface PlannedStage extends ClaimedStage {
  pages?: Pages
  contributions?: PlannedContribution[]
  compaction?: string
  units?: PublishedUnit[]
}

/** What an upload brings to a unit. */
export interface PlannedContribution {
  key: string
  upload: string
  order: string
  manifest: string
  rows: number
}

export interface PublishedUnit {
  stage: StageId
  generation: number
  rows: number
  amount: number
  /** Of its partitioned_txn; absent when it is not known. */
  etag?: string
}

/** What deployment and SQL decide for the planner. */
export interface PlanningPolicy {
  /** What a deployment stages, claims, computes and publishes by itself. */
  grain: Grain
  /** Input rows from which a stage goes to EMR. */
  heavyRows: number
  /** False until a cluster can be used: heavy stages then run on Lambda. */
  emr: boolean
  /** True when what is published is kept for snapshots too. */
  snapshots: boolean
  /** Hash of the SQL of a stage's job and grain. */
  sqlHash: (stage: StageId) => string
  /** Milliseconds after which a claim may be taken over. */
  claimMillis: Record<Engine, number>
  /** Most stages claimed in one round. */
  stagesPerRound: number
}
