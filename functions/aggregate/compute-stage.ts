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
  if (stage.grain === 'year') {
    const totals = await loadYear(downloads, session, planned)
    const files = await computeTables(session, stage, generation)
    return storeFiles(store, execution, planned, { totals, files })
  }
  const { loose } = await loadUnit(downloads, session, planned)
  const compaction = loose ? await compactUnit(store, session, execution, planned) : undefined
  const files = await computeTables(session, stage, generation)
  const ties = await findTies(downloads, session, planned)
  const totals = await readTotals(session.connection)
  return storeFiles(store, execution, planned, { totals, files, compaction, ties })
}

/** What a stage's computation left in the session. */
interface StageContent extends Pick<ComputedStage, 'compaction' | 'ties'> {
  totals: { rows: number; amount: number }
  files: readonly PartitionFile[]
}

/** Uploads a stage's larger files into its attempt folder; the others are in what it returns. */
async function storeFiles(
  store: ObjectStore,
  execution: string,
  { stage, generation }: StageRef,
  { totals, files, compaction, ties = [] }: StageContent,
): Promise<ComputedStage> {
  const folder = attemptFolder(execution, stage, generation)
  const metadata = { generation: String(generation), execution }
  const partitions = await mapConcurrently(files, uploads, async (computed): Promise<ComputedPartition> => {
    const { table, partition, file, rows, bytes } = computed
    const content = { table, partition, rows, bytes }
    if (bytes <= inlineBytes) return { ...content, base64: await readFile(file, 'base64') }
    const key = `${folder}${partitionKey(table, partition)}`
    await store.putFile(key, file, { metadata })
    return { ...content, key }
  })
  const { rows, amount } = totals
  return {
    stage,
    generation,
    rows,
    amount,
    sqlHash: sqlHash(stage),
    partitions,
    compaction,
    ...(ties.length > 0 && { ties }),
  }
}

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
  content: StageContent,
): Promise<ComputedRef> {
  const [stored] = await storeResults(store, execution, ref, [
    await storeFiles(store, execution, ref, content),
  ])
  return stored!
}
