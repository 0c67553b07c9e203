import { partitionPath } from '../../hive/contract.ts'
import { partitionedTxn } from '../../hive/tables/etl.ts'
import type { StagedRows } from '../../jobs/spark-script.ts'
import { parseUnit } from '../../jobs/stages.ts'
import { findStagedFiles } from '../aggregate/staged-files.ts'
import type { PlannedStage } from '../catalog/catalog.ts'
import { ReconciliationError } from '../runtime/errors.ts'
import { partitionKey, pinnedMonthKey } from '../storage/layout.ts'
import type { ObjectStore } from '../storage/store.ts'

/** What a heavy stage reads; keys of the output bucket. */
export interface StageInput {
  stage: string
  generation: number
  /** Rows and amount (won) it must find; null when a month was published anew since the plan was made. */
  expected: { rows: number; amount: number } | null
  /** Of a month: its uploads, oldest first, and the staged files that hold their rows. */
  staged?: StagedRows
  /** Of a year: keys of the pinned copies of its published months. */
  months?: string[]
}

/** The inputs of planned stages. Each published month is copied once, whichever stages read it. */
export async function stageInputs(
  store: ObjectStore,
  execution: string,
  round: number,
  planned: readonly PlannedStage[],
): Promise<StageInput[]> {
  const pins = new Map<string, Promise<PinnedMonth | null>>()
  const pin = (month: PlannedMonth) => {
    const known = pins.get(month.stage) ?? pinMonth(store, execution, round, month)
    pins.set(month.stage, known)
    return known
  }
  return Promise.all(
    planned.map((stage) => (stage.months ? yearInput(stage, pin) : monthInput(store, stage))),
  )
}

type PlannedMonth = NonNullable<PlannedStage['months']>[number]

interface PinnedMonth {
  key: string
  /** False when a newer generation was found than the plan knew. */
  asPlanned: boolean
}

async function monthInput(store: ObjectStore, planned: PlannedStage): Promise<StageInput> {
  const { stage, generation, contributions = [] } = planned
  const { files, loose, amount } = await findStagedFiles(store, planned)
  const rows = contributions.reduce((sum, contribution) => sum + contribution.rows, 0)
  const uploads = contributions.map(({ upload }) => upload)
  return { stage, generation, expected: { rows, amount }, staged: { uploads, files, loose } }
}

async function yearInput(
  { stage, generation, months = [] }: PlannedStage,
  pin: (month: PlannedMonth) => Promise<PinnedMonth | null>,
): Promise<StageInput> {
  const pinned = (await Promise.all(months.map(pin))).filter((month) => month !== null)
  const sum = (field: 'rows' | 'amount') => months.reduce((total, month) => total + month[field], 0)
  const expected = pinned.every(({ asPlanned }) => asPlanned)
    ? { rows: sum('rows'), amount: sum('amount') }
    : null
  return { stage, generation, expected, months: pinned.map(({ key }) => key) }
}

/** Copies a published month; null when it has no object. Throws ReconciliationError when it is older than planned. */
async function pinMonth(
  store: ObjectStore,
  execution: string,
  round: number,
  { stage, generation }: PlannedMonth,
): Promise<PinnedMonth | null> {
  const { unit, values } = parseUnit(stage)
  const path = partitionPath(partitionedTxn, values)
  const from = partitionKey(partitionedTxn.name, path)
  const head = await store.head(from)
  if (!head) return null
  const found = Number(head.metadata.generation)
  if (found < generation)
    throw new ReconciliationError(`${stage} is published in generation ${found}, the plan says ${generation}`)
  const key = pinnedMonthKey(execution, round, unit)
  await store.copy(from, key, head.bytes, { metadata: head.metadata })
  return { key, asPlanned: found === generation }
}
