import { qualityChecks } from '../../hive/checks.ts'
import type { IssueCounts, Quarantine } from '../quality/findings.ts'
import type { ControlTotals, StagedUnit } from '../upload/upload.ts'
import type { RecordBounds } from './record-blocks.ts'

/** What one chunk's conversion found, as JSON in the staging folder. */
export interface ChunkResult extends RecordBounds, IssueCounts {
  chunk: string
  /** Well-formed records that are not kept apart; malformed lines are not among them. */
  rows: number
  /** Rows and malformed lines that are kept apart. */
  quarantined: Quarantine
  /** Rows of them that were decoded from CP949. */
  cp949: number
  /** Sum of the amounts of all well-formed records, won. */
  amount: number
  /** Of the whole object, in the first chunk's result where the metadata says what it should be. */
  sha256?: string
  /** What the trailer says, where it was read with the rows. */
  trailer?: ControlTotals
  months: Record<string, StagedUnit>
}

/** Checks that are counted while an upload is converted. */
const counted = qualityChecks.filter(({ level }) => level !== 'set')

/** A result without any rows yet, and so without issues. */
export const emptyResult = (chunk: string): ChunkResult => ({
  chunk,
  first: null,
  next: null,
  lines: 0,
  rows: 0,
  cp949: 0,
  amount: 0,
  quarantined: { counts: {}, rows: [] },
  counts: Object.fromEntries(counted.map(({ name }) => [name, 0])),
  samples: {},
  months: {},
})

/** Adds staged units to `into`. */
export function addUnits(into: Record<string, StagedUnit>, units: Record<string, StagedUnit>): void {
  for (const [unit, { rows, amount, files }] of Object.entries(units)) {
    const known = into[unit] ?? { rows: 0, amount: 0, files: [] }
    into[unit] = {
      rows: known.rows + rows,
      amount: known.amount + amount,
      files: [...known.files, ...files],
    }
  }
}
