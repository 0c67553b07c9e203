import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Table } from '../../hive/table.ts'
import { quoteName } from '../../jobs/duckdb-sql.ts'
import { stageTables } from '../../jobs/partitions.ts'
import { parseStage } from '../../jobs/stages.ts'
import { storeStage } from '../aggregate/compute-stage.ts'
import { readTotals } from '../aggregate/totals.ts'
import { type PartitionFile, writePartitions } from '../aggregate/write-partitions.ts'
import { type DuckDbSession, fileList, withDuckDb } from '../duckdb.ts'
import { outputBucket } from '../environment.ts'
import { ReconciliationError } from '../errors.ts'
import { sparkOutputFolder, sparkRoundKey } from '../layout.ts'
import { getFile, getJson, listObjects } from '../object-store.ts'
import type { ComputedRef, StageRef } from '../stage-result.ts'
import { reconcileStage } from './reconcile-stage.ts'
import type { SparkRound } from './script.ts'

/**
 * Turns what Spark wrote for a stage into the same partition files that DuckDB writes, and stores them in the attempt.
 * Throws ReconciliationError when rows or amounts are missing or too many.
 */
export async function collectStage(execution: string, round: number, ref: StageRef): Promise<ComputedRef> {
  const { stage: id, generation } = ref
  const stored = await getJson<SparkRound>(outputBucket(), sparkRoundKey(execution, round))
  const input = stored?.value.stages.find((one) => one.stage === id && one.generation === generation)
  if (!input) throw new ReconciliationError(`round ${round} has no ${id} in generation ${generation}`)
  const stage = parseStage(id)
  const folder = sparkOutputFolder(execution, id, generation)
  return withDuckDb(async (session) => {
    await loadOutput(session, folder, 'input_totals', '*')
    for (const table of stageTables(stage)) await loadTable(session, folder, table)
    const read = await reconcileStage(session.connection, stage, input.expected)
    const files: PartitionFile[] = []
    for (const table of stageTables(stage))
      files.push(...(await writePartitions(session, table, quoteName(table.name), stage, generation)))
    if (stage.month === undefined) return storeStage(execution, ref, read, files)
    await session.connection.run('CREATE VIEW transactions AS SELECT * FROM partitioned_txn')
    return storeStage(execution, ref, await readTotals(session.connection), files)
  })
}

const loadTable = (session: DuckDbSession, folder: string, table: Table) =>
  loadOutput(
    session,
    folder,
    table.name,
    [...table.columns, ...table.partitions].map(({ name }) => quoteName(name)).join(', '),
  )

/** Makes a view of the files Spark wrote for a table. Directory markers and `_SUCCESS` are no files. */
async function loadOutput(
  { connection, folder }: DuckDbSession,
  output: string,
  name: string,
  columns: string,
): Promise<void> {
  const local = join(folder, 'spark', name)
  await mkdir(local, { recursive: true })
  const files: string[] = []
  for await (const { key, bytes } of listObjects(outputBucket(), `${output}${name}/`)) {
    if (bytes === 0 || !key.endsWith('.parquet')) continue
    const file = join(local, `${files.length}.parquet`)
    await getFile(outputBucket(), key, file)
    files.push(file)
  }
  if (files.length === 0) throw new ReconciliationError(`Spark wrote nothing to ${output}${name}/`)
  await connection.run(
    `CREATE VIEW ${quoteName(name)} AS SELECT ${columns} FROM read_parquet(${fileList(files)})`,
  )
}
