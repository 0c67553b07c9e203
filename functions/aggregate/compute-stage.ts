import { readFile } from 'node:fs/promises'
import { sqlHash } from '../../jobs/sql.ts'
import { parseStage } from '../../jobs/stages.ts'
import type { PlannedStage } from '../catalog/catalog.ts'
import type { ComputedPartition, ComputedRef, ComputedStage, StageRef } from '../catalog/stage-result.ts'
import { mapConcurrently } from '../runtime/concurrently.ts'
import type { DuckDbSession } from '../runtime/duckdb.ts'
import type { Downloads } from '../storage/downloads.ts'
import { attemptFolder, partitionKey, resultKey } from '../storage/layout.ts'
import { type ObjectStore, writeJson } from '../storage/store.ts'
import { compactUnit } from './compaction.ts'
import { computeTables } from './compute-tables.ts'
import { findTies } from './find-ties.ts'
import { loadUnit } from './load-unit.ts'
import { loadYear } from './load-year.ts'
import { readTotals } from './totals.ts'
import type { PartitionFile } from './write-partitions.ts'

const uploads = 8
/** Bytes up to which an object travels within the result: most tables of a year are that small, and a request less each. */
const inlineBytes = 64 * 1024

/** Computes a planned stage into the attempt folder of its run. Doing it again writes the same bytes to the same keys. */
export async function computeStage(
  store: ObjectStore,
  session: DuckDbSession,
  downloads: Downloads,
  execution: string,
  planned: PlannedStage,
): Promise<ComputedStage> {
  const { generation } = planned
  const stage = parseStage(planned.stage)
  const save = (file: PartitionFile) => storeFile(store, execution, planned, file)
  if (stage.grain === 'year') {
    const totals = await loadYear(downloads, session, planned)
    const partitions = await computeTables(session, stage, generation, save)
    return describeStage(planned, { totals, partitions })
  }
  const { loose } = await loadUnit(downloads, session, planned)
  const compaction = loose ? await compactUnit(store, session, execution, planned) : undefined
  const partitions = await computeTables(session, stage, generation, save)
  const ties = await findTies(downloads, session, planned)
  const totals = await readTotals(session.connection)
  return describeStage(planned, { totals, partitions, compaction, ties })
}

/** Uploads a larger file into the attempt folder of its stage; a smaller one is in what it returns. */
async function storeFile(
  store: ObjectStore,
  execution: string,
  { stage, generation }: StageRef,
  { table, partition, file, rows, bytes }: PartitionFile,
): Promise<ComputedPartition> {
  const content = { table, partition, rows, bytes }
  if (bytes <= inlineBytes) return { ...content, base64: await readFile(file, 'base64') }
  const key = `${attemptFolder(execution, stage, generation)}${partitionKey(table, partition)}`
  await store.putFile(key, file, { metadata: { generation: String(generation), execution } })
  return { ...content, key }
}

/** What a stage's computation came to. */
interface StageContent extends Pick<ComputedStage, 'partitions' | 'compaction' | 'ties'> {
  totals: { rows: number; amount: number }
}

const describeStage = (
  { stage, generation }: StageRef,
  { totals: { rows, amount }, partitions, compaction, ties = [] }: StageContent,
): ComputedStage => ({
  stage,
  generation,
  rows,
  amount,
  sqlHash: sqlHash(stage),
  partitions,
  compaction,
  ...(ties.length > 0 && { ties }),
})

/** Writes what became of stages as one object, and returns where each of them finds it. */
export async function storeResults(
  store: ObjectStore,
  execution: string,
  { stage, generation }: StageRef,
  computed: readonly ComputedStage[],
): Promise<ComputedRef[]> {
  const result = resultKey(execution, stage, generation)
  await writeJson(store, result, computed)
  return computed.map((each) => ({ stage: each.stage, generation: each.generation, ok: true, result }))
}

/** A stage alone: its files and its result. */
export async function storeStage(
  store: ObjectStore,
  execution: string,
  ref: StageRef,
  { files, ...content }: Omit<StageContent, 'partitions'> & { files: readonly PartitionFile[] },
): Promise<ComputedRef> {
  const partitions = await mapConcurrently(files, uploads, (file) => storeFile(store, execution, ref, file))
  const [stored] = await storeResults(store, execution, ref, [describeStage(ref, { ...content, partitions })])
  return stored!
}
