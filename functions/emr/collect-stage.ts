import type { Table } from '../../hive/table.ts'
import { quoteName } from '../../jobs/duckdb-sql.ts'
import { stageTables } from '../../jobs/partitions.ts'
import { parseStage } from '../../jobs/stages.ts'
import { compactUnit } from '../aggregate/compaction.ts'
import { storeStage } from '../aggregate/compute-stage.ts'
import { findTies } from '../aggregate/find-ties.ts'
import { readTotals } from '../aggregate/totals.ts'
import { type PartitionFile, writePartitions } from '../aggregate/write-partitions.ts'
import { readPlanned } from '../catalog/plan.ts'
import type { ComputedRef, StageRef } from '../catalog/stage-result.ts'
import { countCpus, withDuckDb } from '../runtime/duckdb.ts'
import { ReconciliationError } from '../runtime/errors.ts'
import { Downloads } from '../storage/downloads.ts'
import { planKey, sparkOutputFolder, sparkRoundKey } from '../storage/layout.ts'
import { type ObjectStore, readJson } from '../storage/store.ts'
import { downloadOutput } from './download-output.ts'
import { reconcileStage } from './reconcile-stage.ts'
import { requireRoom } from './require-room.ts'
import type { SparkRound } from './script.ts'

/**
 * Turns what Spark wrote for a stage into the same partition files that DuckDB writes, and stores them in the attempt.
 * Throws ReconciliationError when rows or amounts are missing or too many, OversizedStageError when it is too large for
 * this function.
 */
export async function collectStage(
  store: ObjectStore,
  execution: string,
  round: number,
  ref: StageRef,
): Promise<ComputedRef> {
  const { stage: id, generation } = ref
  const stored = await readJson<SparkRound>(store, sparkRoundKey(execution, round))
  const input = stored?.value.stages.find((one) => one.stage === id && one.generation === generation)
  if (!input) throw new ReconciliationError(`round ${round} has no ${id} in generation ${generation}`)
  const stage = parseStage(id)
  const folder = sparkOutputFolder(execution, id, generation)
  await requireRoom(store, id, folder, Number(process.env.EPHEMERAL_STORAGE_MB) || undefined)
  return withDuckDb(async (session) => {
    await downloadOutput(store, session, folder, 'input_totals')
    for (const table of stageTables(stage))
      await downloadOutput(store, session, folder, table.name, columnsOf(table))
    const read = await reconcileStage(session.connection, stage, input.expected)
    const files: PartitionFile[] = []
    for (const table of stageTables(stage))
      files.push(...(await writePartitions(session, table, quoteName(table.name), stage, generation)))
    if (stage.grain === 'year') return storeStage(store, execution, ref, { totals: read, files })
    if (input.staged?.loose) await downloadOutput(store, session, folder, 'staged_rows')
    const compaction = input.staged?.loose
      ? await compactUnit(store, session, execution, ref, 'staged_rows')
      : undefined
    await session.connection.run('CREATE VIEW transactions AS SELECT * FROM partitioned_txn')
    const [planned] = await readPlanned(store, planKey(execution, round), [ref])
    const ties = await findTies(new Downloads(store, session.folder), session, planned!)
    const totals = await readTotals(session.connection)
    return storeStage(store, execution, ref, { totals, files, compaction, ties })
  }, countCpus())
}

const columnsOf = (table: Table) =>
  [...table.columns, ...table.partitions].map(({ name }) => quoteName(name)).join(', ')
