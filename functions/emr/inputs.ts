import { tmpdir } from 'node:os'
import { partitionPath } from '../../hive/contract.ts'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import type { StagedRows } from '../../jobs/spark-script.ts'
import { parseUnit } from '../../jobs/stages.ts'
import { findStagedFiles } from '../aggregate/staged-files.ts'
import type { PlannedStage, PublishedUnit } from '../catalog/catalog.ts'
import { mapConcurrently } from '../runtime/concurrently.ts'
import { ReconciliationError } from '../runtime/errors.ts'
import { Downloads } from '../storage/downloads.ts'
import { partitionKey, pinnedUnitKey } from '../storage/layout.ts'
import type { ObjectStore } from '../storage/store.ts'
import { unpackStaged } from './unpack-staged.ts'

/** What a heavy stage reads; keys of the output bucket. */
export interface StageInput {
  stage: string
  generation: number
  /** Rows and amount (won) it must find; null when a unit was published anew since the plan was made. */
  expected: { rows: number; amount: number } | null
  /** Of a unit: its uploads, oldest first, and the staged files that hold their rows. */
  staged?: StagedRows
  /** Of a year: keys of the pinned copies of its published units. */
  units?: string[]
}

/** Copies made at the same time. */
const copies = 16

/** The inputs of planned stages. Each published unit is copied once, whichever stages read it. */
export async function stageInputs(
  store: ObjectStore,
  execution: string,
  round: number,
  planned: readonly PlannedStage[],
): Promise<StageInput[]> {
  const units = new Map(planned.flatMap((stage) => stage.units ?? []).map((unit) => [unit.stage, unit]))
  const pins = await mapConcurrently([...units.values()], copies, (unit) =>
    pinUnit(store, execution, round, unit),
  )
  const pinned = new Map([...units.keys()].map((stage, index) => [stage, pins[index] ?? null]))
  const downloads = new Downloads(store, tmpdir())
  return Promise.all(
    planned.map((stage) => (stage.units ? yearInput(stage, pinned) : unitInput(downloads, execution, stage))),
  )
}

interface PinnedUnit {
  key: string
  /** False when a newer generation was found than the plan knew. */
  asPlanned: boolean
}

async function unitInput(
  downloads: Downloads,
  execution: string,
  planned: PlannedStage,
): Promise<StageInput> {
  const { stage, generation, contributions = [] } = planned
  const { files: names, loose, amount } = await findStagedFiles(downloads, planned)
  const files = await unpackStaged(downloads.store, execution, names)
  const rows = contributions.reduce((sum, contribution) => sum + contribution.rows, 0)
  const uploads = contributions.map(({ upload }) => upload)
  return { stage, generation, expected: { rows, amount }, staged: { uploads, files, loose } }
}

function yearInput(
  { stage, generation, units = [] }: PlannedStage,
  pins: ReadonlyMap<string, PinnedUnit | null>,
): StageInput {
  const pinned = units.flatMap((unit) => pins.get(unit.stage) ?? [])
  const sum = (field: 'rows' | 'amount') => units.reduce((total, unit) => total + unit[field], 0)
  const expected = pinned.every(({ asPlanned }) => asPlanned)
    ? { rows: sum('rows'), amount: sum('amount') }
    : null
  return { stage, generation, expected, units: pinned.map(({ key }) => key) }
}

/** Copies a published unit; null when it has no object. Throws ReconciliationError when it is older than planned. */
async function pinUnit(
  store: ObjectStore,
  execution: string,
  round: number,
  { stage, generation }: PublishedUnit,
): Promise<PinnedUnit | null> {
  const { unit, values, part } = parseUnit(stage)
  const path = partitionPath(partitionedTxn, values)
  const from = partitionKey(partitionedTxn.name, path, part)
  const head = await store.head(from)
  if (!head) return null
  const found = Number(head.metadata.generation)
  if (found < generation)
    throw new ReconciliationError(`${stage} is published in generation ${found}, the plan says ${generation}`)
  const key = pinnedUnitKey(execution, round, unit)
  await store.copy(from, key)
  return { key, asPlanned: found === generation }
}
