import type { PlannedStage } from '../../../../functions/catalog/catalog.ts'
import { pageReader } from '../../../../functions/catalog/page-objects.ts'
import type { ComputedStage, StageResult } from '../../../../functions/catalog/stage-result.ts'
import { readUnit } from '../../../../functions/catalog/stored-catalog.ts'
import { attemptFolder, partitionKey } from '../../../../functions/storage/layout.ts'
import { type ObjectStore, readJson, writeJson } from '../../../../functions/storage/store.ts'
import { stagePartitions } from '../../../../jobs/partitions.ts'
import { parseUnit, type StageId } from '../../../../jobs/stages.ts'
import type { MemoryStore } from '../../storage/memory-store.ts'

/** What a modelled table object holds instead of Parquet. */
export interface TableObject {
  stage: StageId
  generation: number
  sql: string
  /** A unit: the uploads it is made of. A year: its units with their uploads, `2024-03:a+b`. */
  made: string[]
}

/** How stages are computed; the rules that live in computing can be broken here. */
export interface Computing {
  /** R2: partitions without rows are written too. */
  fixedSet: boolean
  /** R7: a unit is read whole, not in parts over time. */
  wholeUnits: boolean
  /** Tables have snapshots; without them the stories are shorter. */
  snapshots: boolean
}

export const unitKey = (id: StageId) => {
  const { year, values, part } = parseUnit(id)
  return partitionKey('partitioned_txn', `txn_year=${year}/txn_month=${values.txn_month}`, part)
}

/** Computes a planned stage into its attempt, as a model: what it is made of instead of rows. */
export async function computeModel(
  gated: ObjectStore,
  plain: MemoryStore,
  execution: string,
  planned: PlannedStage,
  sql: string,
  computing: Computing,
): Promise<StageResult> {
  const { stage, generation, rows } = planned
  const made = planned.pages
    ? (await readUnit(planned.pages, pageReader(gated))).map(({ upload }) => upload).sort()
    : await readUnits(gated, planned, computing)
  const folder = attemptFolder(execution, stage, generation)
  const partitions = []
  for (const { table, partition } of stagePartitions(stage)) {
    const part = ofQuarter(made, partition)
    if (part.length === 0 && !computing.fixedSet) continue
    const key = `${folder}${table}/${partition}/part-0.parquet`
    // attempts are private to the run: writing them needs no turn
    await writeJson(plain, key, { stage, generation, sql, made: part } satisfies TableObject)
    partitions.push({ table, partition, key, rows: part.length, bytes: 1 })
  }
  const result: ComputedStage = { stage, generation, rows, amount: rows, sqlHash: sql, partitions }
  await writeJson(plain, `${folder}result.json`, result)
  return { stage, generation, ok: true, result: `${folder}result.json` }
}

async function readUnits(store: ObjectStore, { units = [] }: PlannedStage, { wholeUnits }: Computing) {
  const read = async () => {
    const uploads: string[][] = []
    for (const { stage } of units)
      uploads.push((await readJson<TableObject>(store, unitKey(stage)))?.value.made ?? [])
    return uploads
  }
  const first = await read()
  const second = wholeUnits ? first : await read()
  return units.map(({ stage }, index) => {
    const [before, after] = [first[index]!.join('+'), second[index]!.join('+')]
    // an object replaced between two reads gives the head of one file and the tail of another
    return `${stage.slice(4)}:${before === after ? after : `${before}/${after}`}`
  })
}

/** What of a year belongs into a partition: everything, or the units of its quarter. Units without rows are none. */
export function ofQuarter(made: string[], partition: string): string[] {
  const quarter = /txn_quarter=(\d)/.exec(partition)?.[1]
  if (!quarter) return made
  return made.filter((unit) => Math.ceil(Number(unit.slice(5, 7)) / 3) === Number(quarter))
}
