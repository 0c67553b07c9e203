/** A job on one partition: `etl/2024-03` (a month), `etl/2024` or `quarterly/2024` (a year). */
export type StageId = string

export interface Stage {
  id: StageId
  job: 'etl' | 'quarterly'
  year: number
  /** 1–12; absent for a year's stage. */
  month?: number
}

const pattern = /^(etl|quarterly)\/([0-9]{4})(?:-(0[1-9]|1[0-2]))?$/

/** Reads a stage id. Throws on anything else, so that no stray text becomes part of a key. */
export function parseStage(id: StageId): Stage {
  const parts = pattern.exec(id)
  if (!parts || (parts[1] === 'quarterly' && parts[3])) throw new Error(`not a stage: ${id}`)
  const stage: Stage = { id, job: parts[1] as Stage['job'], year: Number(parts[2]) }
  return parts[3] ? { ...stage, month: Number(parts[3]) } : stage
}

/** The month's stage: `2024-03` → `etl/2024-03`. */
export const monthStage = (month: string): StageId => `etl/${month}`

/** The year's stages, in the order they are shown: `2024` → `etl/2024`, `quarterly/2024`. */
export const yearStages = (year: number | string): StageId[] => [`etl/${year}`, `quarterly/${year}`]

/** The month stages of a year, all twelve. */
export const monthStages = (year: number | string): StageId[] =>
  Array.from({ length: 12 }, (_, index) => `etl/${year}-${String(index + 1).padStart(2, '0')}`)
