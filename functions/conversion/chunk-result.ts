import { qualityChecks } from '../../hive/checks.ts'
import type { StagedMonth } from '../upload/upload.ts'
import type { RecordBounds } from './record-blocks.ts'

/** One line that a check complains about. Values are masked; lines count from 1 at the chunk's first record (later: the file's). */
export interface Sample {
  line: number
  column?: string
  value?: string
  /** What is wrong, where the check's name does not say it. */
  reason?: string
}

/** Issues per check name, and the first of them. */
export interface IssueCounts {
  counts: Record<string, number>
  samples: Record<string, Sample[]>
}

/** What one chunk's conversion found, as JSON in the staging folder. */
export interface ChunkResult extends RecordBounds, IssueCounts {
  chunk: string
  /** Well-formed records; malformed lines are not among them. */
  rows: number
  months: Record<string, StagedMonth>
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
  counts: Object.fromEntries(counted.map(({ name }) => [name, 0])),
  samples: {},
  months: {},
})

/** Issues of a check. Throws when nothing counted it: a check nobody made has not passed. */
export function countOf({ counts }: Pick<IssueCounts, 'counts'>, check: string): number {
  const count = counts[check]
  if (count === undefined) throw new Error(`nothing counted the check ${check}`)
  return count
}

/** Adds issues to `into`, keeping the first `limit` samples by line. */
export function addIssues(into: IssueCounts, issues: IssueCounts, lineBase: number, limit: number): void {
  for (const [check, count] of Object.entries(issues.counts)) {
    into.counts[check] = (into.counts[check] ?? 0) + count
  }
  for (const [check, samples] of Object.entries(issues.samples)) {
    if (samples.length === 0) continue
    const known = into.samples[check] ?? []
    const shifted = samples.map((sample) => ({ ...sample, line: sample.line + lineBase }))
    into.samples[check] = [...known, ...shifted].sort((a, b) => a.line - b.line).slice(0, limit)
  }
}

/** Adds staged months to `into`. */
export function addMonths(into: Record<string, StagedMonth>, months: Record<string, StagedMonth>): void {
  for (const [month, { rows, amount, files }] of Object.entries(months)) {
    const known = into[month] ?? { rows: 0, amount: 0, files: [] }
    into[month] = {
      rows: known.rows + rows,
      amount: known.amount + amount,
      files: [...known.files, ...files],
    }
  }
}
