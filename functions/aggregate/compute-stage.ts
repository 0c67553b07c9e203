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

/**
 * Computes a planned stage into the attempt folder of its run and returns where its result stands. Doing it again writes
 * the same bytes to the same keys.
 */
export async function computeStage(
  store: ObjectStore,
  session: DuckDbSession,
  downloads: Downloads,
  execution: string,
  planned: PlannedStage,
): Promise<ComputedRef> {
  const { generation } = planned
  const stage = parseStage(planned.stage)
  if (stage.grain === 'year') {
    const totals = await loadYear(downloads, session, planned)
    const files = await computeTables(session, stage, generation)
    return storeStage(store, execution, planned, { totals, files })
  }
  const { loose } = await loadUnit(downloads, session, planned)
  const compaction = loose ? await compactUnit(store, session, execution, planned) : undefined
  const files = await computeTables(session, stage, generation)
  const ties = await findTies(downloads, session, planned)
  const totals = await readTotals(session.connection)
  return storeStage(store, execution, planned, { totals, files, compaction, ties })
}

/** What a stage's computation left in the session. */
interface StageContent extends Pick<ComputedStage, 'compaction' | 'ties'> {
  totals: { rows: number; amount: number }
  files: readonly PartitionFile[]
}

/** Uploads a stage's larger files into its attempt folder, and last of all its result with the others in it. */
export async function storeStage(
  store: ObjectStore,
  execution: string,
  { stage, generation }: StageRef,
  { totals, files, compaction, ties = [] }: StageContent,
): Promise<ComputedRef> {
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
  const result: ComputedStage = {
    stage,
    generation,
    rows,
    amount,
    sqlHash: sqlHash(stage),
    partitions,
    compaction,
    ...(ties.length > 0 && { ties }),
  }
  const key = resultKey(execution, stage, generation)
  await writeJson(store, key, result)
  return { stage, generation, ok: true, result: key }
}
