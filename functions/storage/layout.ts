/** Where everything lives in the output bucket: the only place that spells these keys. */
export const catalogKey = '_pipeline/catalog.json'
/** Whose turn it is to fold, while many want to. */
export const turnKey = '_pipeline/turn.json'
/** The catalog's pages; an id is never used twice. */
export const pagesPrefix = '_pipeline/catalog/'
/** Key of the object that holds a page: `name` alone, or `name.2`, the third of several. */
export const pageKey = (id: string) => `${pagesPrefix}${id.split('.')[0]}.json`
/** Which of the pages in its object a page is, from 0; null when it is alone there. */
export function pagePlace(id: string): number | null {
  const [, place] = id.split('.')
  return place === undefined ? null : Number(place)
}
export const pendingPrefix = '_pipeline/pending/'
/** Retractions ever asked for: what a catalog made anew must leave out. */
export const retractedPrefix = '_pipeline/retracted/'
const uploadsPrefix = '_pipeline/uploads/'
export const stagingPrefix = '_staging/'
export const attemptsPrefix = '_attempts/'
export const rejectedPrefix = '_rejected/'
/** Prefix of the input bucket that users drop files under. */
export const incomingPrefix = 'incoming/'

/** Request admitted but not yet folded; `request` is an upload id, `schedule-<execution>` or `retract-<id>`. */
export const pendingKey = (request: string) => `${pendingPrefix}${request}.json`

/** The same request, kept when it is folded. */
export const retractedKey = (request: string) => `${retractedPrefix}${request}.json`

/** History of one upload, derived, for people. */
export const uploadKey = (upload: string) => `${uploadsPrefix}${upload}.json`

/** Folder of what one conversion attempt of an upload wrote; immutable, read through its manifest. */
const stagingFolder = (upload: string, attempt: string) => `${stagingPrefix}${upload}/${attempt}/`
/** Upload and attempt of an object below a staging folder; null for any other key. */
export function attemptOf(key: string): { upload: string; attempt: string } | null {
  const [, upload, attempt] = /^_staging\/([^/]+)\/([^/]+)\//.exec(key) ?? []
  return upload && attempt ? { upload, attempt } : null
}
export const manifestKey = (upload: string, attempt: string) =>
  `${stagingFolder(upload, attempt)}manifest.json`
export const chunkResultKey = (upload: string, attempt: string, chunk: string) =>
  `${stagingFolder(upload, attempt)}chunks/${chunk}.json`

/** What the row-level checks counted in an upload, what the set-level checks found, and the verdicts (JSON). */
export const countersKey = (upload: string, attempt: string) =>
  `${stagingFolder(upload, attempt)}counters.json`
export const duplicatesKey = (upload: string, attempt: string) =>
  `${stagingFolder(upload, attempt)}duplicates.json`
export const qualityKey = (upload: string, attempt: string) => `${stagingFolder(upload, attempt)}quality.json`

/** One unit's rows of one chunk: `unit` is `2024-03` or `2024-03-07`, `part` names the chunk (and the block within it). */
export function stagedFileKey(upload: string, attempt: string, unit: string, part: string): string {
  const [year, month, day] = unit.split('-')
  const folder = `txn_year=${year}/txn_month=${Number(month)}/${day ? `txn_day=${Number(day)}/` : ''}`
  return `${stagingFolder(upload, attempt)}${folder}${part}.parquet`
}

/** Tells where one execution put the staged rows of a month's uploads together. */
export const compactionKey = (execution: string, stage: string, generation: number) =>
  `${stagingFolder('compacted', execution)}${stage}/${generation}.json`

/** The staged files of all units of one chunk (or of the block within it), one after the other. */
export const stagedPackKey = (upload: string, attempt: string, part: string) =>
  `${stagingFolder(upload, attempt)}packs/${part}.parquet`

/** One of them as an object of its own, for Spark, in the attempt of an execution; `start` is its place in the pack. */
export const unpackedKey = (execution: string, pack: string, start: number) => {
  const part = pack.slice(pack.lastIndexOf('/') + 1)
  const { upload, attempt } = attemptOf(pack)!
  return `${attemptsPrefix}${execution}/unpacked/${upload}/${attempt}/${start}/${part}`
}

/** Name of the chunk that a staged file is from, by its key or its name within a pack. */
export const stagedChunk = (name: string) =>
  name.slice(name.lastIndexOf('/') + 1).replace(/(-[0-9]+)?\.parquet(#.*)?$/, '')

/** Folder of what one execution computed for one claim of a stage. */
export const attemptFolder = (execution: string, stage: string, generation: number) =>
  `${attemptsPrefix}${execution}/${stage}/${generation}/`

/** The plan of one round of an execution: what it claimed and from which contributions. */
export const planKey = (execution: string, round: number) =>
  `${attemptsPrefix}${execution}/plan-${round}.json`

/** Why an upload was refused, for people and for `status`. */
export const rejectionKey = (upload: string) => `${rejectedPrefix}${upload}/report.json`

/** What one execution computed for one claim of a stage (a ComputedStage), written after all its partitions. */
export const resultKey = (execution: string, stage: string, generation: number) =>
  `${attemptFolder(execution, stage, generation)}result.json`

/** A stage's object in a table's partition, such as `daily_summary/txn_year=2024/txn_month=3/part-0.parquet`. */
export const partitionKey = (table: string, partition: string, part = 'part-0') =>
  `${table}/${partition}/${part}.parquet`

/** Summary of one run, for people and for the HTML report. */
export const runsPrefix = 'reports/runs/'
export const runKey = (execution: string) => `${runsPrefix}${execution}.json`

/** The quality_report object of one upload; `day` is the KST day it was stored. */
export const qualityReportKey = (upload: string, day: string) =>
  `quality_report/run_date=${day}/${upload}.parquet`

/** The quarantined_txn object of one upload; `day` as above. */
export const quarantineKey = (upload: string, day: string) =>
  `quarantined_txn/run_date=${day}/${upload}.parquet`

/** SQL that computes the heavy stages of a round on Spark; a person can read and run it. */
export const scriptKey = (execution: string, round: number) =>
  `${attemptsPrefix}${execution}/round-${round}.sql`

/** What the script of a round reads, as it was when the script was written (a SparkRound). */
export const sparkRoundKey = (execution: string, round: number) =>
  `${attemptsPrefix}${execution}/round-${round}.json`

/** Copy of a published unit that the script of a round reads: nobody replaces it while Spark reads. */
export const pinnedUnitKey = (execution: string, round: number, unit: string) =>
  `${attemptsPrefix}${execution}/input-${round}/${unit}.parquet`

/** Folder of what Spark wrote for one claim of a stage, flat per table. */
export const sparkOutputFolder = (execution: string, stage: string, generation: number) =>
  `${attemptFolder(execution, stage, generation)}spark/`

/** SQL of the checks over all rows of a heavy upload. */
export const checksScriptKey = (execution: string) => `${attemptsPrefix}${execution}/checks.sql`

/** Folder of what Spark found in all rows of a heavy upload, flat per check. */
export const checksFolder = (upload: string, execution: string) =>
  `${attemptsPrefix}${execution}/checks/${upload}/`

/** What the latest benchmark wrote: the same rows in many layouts. Not tables. */
export const optimizedPrefix = 'optimized/'

/** What a run measured on DuckDB, until Spark's numbers join it. */
export const benchmarkKey = (execution: string) => `${attemptsPrefix}${execution}/benchmark.json`

/** SQL of the benchmark on Spark. */
export const benchmarkScriptKey = (execution: string) => `${attemptsPrefix}${execution}/benchmark.sql`

/** The tables once more as Iceberg tables: immutable data files and the metadata of their snapshots. */
export const icebergPrefix = '_iceberg/'
export const icebergFolder = (hiveName: string) => `${icebergPrefix}${hiveName}`

/** The copy of a published object that no later generation replaces: the `index`th of a stage in that table. */
export const dataFileKey = (hiveName: string, stage: string, generation: number, index: number) =>
  `${icebergFolder(hiveName)}/data/${stage}/${generation}-${index}.parquet`

/** Objects of a table's metadata: `v7.metadata.json`, `version-hint.text`, manifests. */
export const metadataKey = (hiveName: string, name: string) => `${icebergFolder(hiveName)}/metadata/${name}`

/** Which snapshots show the tables as they were together after one round. */
export const roundsPrefix = `${icebergPrefix}rounds/`
export const roundKey = (round: number) => `${roundsPrefix}${String(round).padStart(10, '0')}.json`
