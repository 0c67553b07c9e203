/** A stage as text, in keys and JSON: `etl/2024-03` (a month) or `etl/2024-03-07` (a day), `etl/2024` or `quarterly/2024`. */
export type StageId = string

/** The span that is staged, claimed, computed and published by itself; a deployment chooses it once and for all. */
export type Grain = 'month' | 'day'

/** A job on the smallest span that is computed by itself, out of uploads. */
interface UnitStage {
  id: StageId
  job: 'etl'
  grain: Grain
  year: number
  /** The span as manifests and the catalog name it, `2024-03` or `2024-03-07`. */
  unit: string
  /** What the stage fixes of its tables' partition columns. */
  values: Record<string, number>
  /** Name of its one object within a partition: `part-0`, of a day `part-07`. */
  part: string
}

/** A job on the published units of a year. */
interface YearStage {
  id: StageId
  job: 'etl' | 'quarterly'
  grain: 'year'
  year: number
  values: Record<string, number>
  part: string
}

export type Stage = UnitStage | YearStage

const unitPattern = /^etl\/(([0-9]{4})-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)$/
const yearPattern = /^(etl|quarterly)\/([0-9]{4})$/

/** Object of a partition that only one stage writes to. */
const onlyPart = 'part-0'

/** Reads a stage id. Throws on anything else, so that no stray text becomes part of a key. */
export function parseStage(id: StageId): Stage {
  const [, job, yearText] = yearPattern.exec(id) ?? []
  if (!job) return parseUnit(id)
  const year = Number(yearText)
  const values = { txn_year: year }
  return { id, job: job as YearStage['job'], grain: 'year', year, values, part: onlyPart }
}

/** Reads the id of a unit's stage. Throws on anything else. */
export function parseUnit(id: StageId): UnitStage {
  const [, unit, yearText, month, day] = unitPattern.exec(id) ?? []
  if (!unit) throw new Error(`not a stage: ${id}`)
  const year = Number(yearText)
  const values = { txn_year: year, txn_month: Number(month) }
  const part = day ? `part-${day}` : onlyPart
  return { id, job: 'etl', grain: day ? 'day' : 'month', year, unit, values, part }
}

/** Condition on a row's txn_date that its unit is this one, on both engines. */
export function isOfUnit({ grain, unit, values }: UnitStage): string {
  if (grain === 'day') return `txn_date = DATE '${unit}'`
  return `YEAR(txn_date) = ${values.txn_year} AND MONTH(txn_date) = ${values.txn_month}`
}

/** The stage that writes the object with these values of the partition columns and that name, of a table of that job. */
export function stageOf(job: string, values: Record<string, number>, part: string): StageId {
  const { txn_year: year, txn_month: month } = values
  const day = part === onlyPart ? '' : part.replace('part', '')
  return parseStage(
    month === undefined ? `${job}/${year}` : `${job}/${year}-${String(month).padStart(2, '0')}${day}`,
  ).id
}

/** The unit's stage: `2024-03` → `etl/2024-03`. */
export const unitStage = (unit: string): StageId => `etl/${unit}`

/** The grain of a unit by its name. */
export const grainOf = (unit: string): Grain => parseUnit(unitStage(unit)).grain

/** The year's stages, in the order they are shown: `2024` → `etl/2024`, `quarterly/2024`. */
export const yearStages = (year: number | string): StageId[] => [`etl/${year}`, `quarterly/${year}`]

/** The unit stages of a year: all twelve months, or all its days. */
export function unitStages(year: number | string, grain: Grain = 'month'): StageId[] {
  const months = Array.from({ length: 12 }, (_, index) => index + 1)
  const days = (month: number) => new Date(Date.UTC(Number(year), month, 0)).getUTCDate()
  const two = (number: number) => String(number).padStart(2, '0')
  if (grain === 'month') return months.map((month) => `etl/${year}-${two(month)}`)
  return months.flatMap((month) =>
    Array.from({ length: days(month) }, (_, index) => `etl/${year}-${two(month)}-${two(index + 1)}`),
  )
}
