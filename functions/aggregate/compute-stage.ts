import { sqlHash } from '../../jobs/sql.ts'
import { parseStage } from '../../jobs/stages.ts'
import type { PlannedStage } from '../catalog/catalog.ts'
import type { ComputedPartition, ComputedRef, ComputedStage } from '../catalog/stage-result.ts'
import { mapConcurrently } from '../runtime/concurrently.ts'
import { withDuckDb } from '../runtime/duckdb.ts'
import { outputBucket } from '../runtime/environment.ts'
import { attemptFolder, resultKey } from '../storage/layout.ts'
import { putFile } from '../storage/object-file.ts'
import { s3Store, writeJson } from '../storage/store.ts'
import { compactMonth } from './compaction.ts'
import { computeTables } from './compute-tables.ts'
import { loadMonth } from './load-month.ts'
import { loadYear } from './load-year.ts'
import { readTotals } from './totals.ts'
import type { PartitionFile } from './write-partitions.ts'

const uploads = 8

/**
 * Computes a planned stage into the attempt folder of `execution` and returns where its result stands. Doing it again
 * writes the same bytes to the same keys.
 */
export async function computeStage(execution: string, planned: PlannedStage): Promise<ComputedRef> {
  const stage = parseStage(planned.stage)
  return withDuckDb(async (session) => {
    if (stage.grain === 'year') {
      const input = await loadYear(session, planned)
      return storeStage(execution, planned, input, await computeTables(session, stage, planned.generation))
    }
    const { loose } = await loadMonth(session, planned)
    const compaction = loose ? await compactMonth(session, execution, planned) : undefined
    const files = await computeTables(session, stage, planned.generation)
    return storeStage(execution, planned, await readTotals(session.connection), files, compaction)
  })
}

/** Uploads a stage's computed files into its attempt folder, and last of all its result. */
export async function storeStage(
  execution: string,
  { stage, generation }: Pick<PlannedStage, 'stage' | 'generation'>,
  totals: { rows: number; amount: number },
  files: readonly PartitionFile[],
  compaction?: string,
): Promise<ComputedRef> {
  const folder = attemptFolder(execution, stage, generation)
  const metadata = { generation: String(generation), execution }
  const partitions = await mapConcurrently(files, uploads, async (computed): Promise<ComputedPartition> => {
    const { table, partition, file, rows, bytes } = computed
    const key = `${folder}${table}/${partition}/part-0.parquet`
    await putFile(outputBucket(), key, file, { metadata })
    return { table, partition, key, rows, bytes }
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
  }
  const key = resultKey(execution, stage, generation)
  await writeJson(s3Store(outputBucket()), key, result)
  return { stage, generation, ok: true, result: key }
}
