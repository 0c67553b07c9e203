import { findTable, hiveName } from '../../hive/contract.ts'
import { dataFileKey } from '../storage/layout.ts'
import type { PublishedFiles } from './catalog.ts'
import type { PipelineContext } from './context.ts'
import { putComputed } from './publish-partition.ts'
import type { ComputedPartition, ComputedStage } from './stage-result.ts'

/** What the catalog says of a computed stage's objects: they are kept for snapshots in this order. */
export function listFiles(partitions: readonly ComputedPartition[]): PublishedFiles {
  const files: PublishedFiles = {}
  for (const { table, partition, rows, bytes } of partitions) {
    const name = hiveName(findTable(table))
    files[name] = [...(files[name] ?? []), [partition, rows, bytes]]
  }
  return files
}

/**
 * Keeps a computed object for snapshots, under a name that no other generation has: whoever repeats it writes the same
 * bytes. It is taken from the attempt, because the published object may be of another generation by then.
 */
export async function keepFile(
  { store }: Pick<PipelineContext, 'store'>,
  { stage, generation, partitions }: ComputedStage,
  computed: ComputedPartition,
): Promise<void> {
  const own = partitions.filter(({ table }) => table === computed.table)
  const table = hiveName(findTable(computed.table))
  const kept = dataFileKey(table, stage, generation, own.indexOf(computed))
  await putComputed(store, computed, kept, {})
}
