/** A stage as text, in keys and JSON: `etl/2024-03` (a month), `etl/2024` or `quarterly/2024` (a year). */
export type StageId = string

/** A job on the smallest span that is computed by itself, out of uploads. */
export interface UnitStage {
  id: StageId
  job: 'etl'
  grain: 'month'
  year: number
  /** The span as manifests and the catalog name it, `2024-03`. */
  unit: string
  /** What the stage fixes of its tables' partition columns. */
  values: Record<string, number>
}

/** A job on the published units of a year. */
export interface YearStage {
  id: StageId
  job: 'etl' | 'quarterly'
  grain: 'year'
  year: number
  values: Record<string, number>
}

export type Stage = UnitStage | YearStage

const unitPattern = /^etl\/(([0-9]{4})-(0[1-9]|1[0-2]))$/
const yearPattern = /^(etl|quarterly)\/([0-9]{4})$/

/** Reads a stage id. Throws on anything else, so that no stray text becomes part of a key. */
export function parseStage(id: StageId): Stage {
  const [, job, yearText] = yearPattern.exec(id) ?? []
  if (!job) return parseUnit(id)
  const year = Number(yearText)
  return { id, job: job as YearStage['job'], grain: 'year', year, values: { txn_year: year } }
}

/** Reads the id of a unit's stage. Throws on anything else. */
export function parseUnit(id: StageId): UnitStage {
  const [, unit, yearText, month] = unitPattern.exec(id) ?? []
  if (!unit) throw new Error(`not a stage: ${id}`)
  const year = Number(yearText)
  return { id, job: 'etl', grain: 'month', year, unit, values: { txn_year: year, txn_month: Number(month) } }
}

/** The stage that writes the partition with these values of a table of that job and grain. */
export function stageOf(job: string, grain: Stage['grain'], values: Record<string, number>): StageId {
  const { txn_year: year, txn_month: month } = values
  return parseStage(grain === 'year' ? `${job}/${year}` : `${job}/${year}-${String(month).padStart(2, '0')}`)
    .id
}

/** The unit's stage: `2024-03` → `etl/2024-03`. */
export const unitStage = (unit: string): StageId => `etl/${unit}`

/** The year's stages, in the order they are shown: `2024` → `etl/2024`, `quarterly/2024`. */
export const yearStages = (year: number | string): StageId[] => [`etl/${year}`, `quarterly/${year}`]

/** The unit stages of a year, all twelve months. */
export const unitStages = (year: number | string): StageId[] =>
  Array.from({ length: 12 }, (_, index) => `etl/${year}-${String(index + 1).padStart(2, '0')}`)
