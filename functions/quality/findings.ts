import { PipelineError } from '../runtime/errors.ts'

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

/** A row that is kept apart. */
export interface QuarantinedRow extends Sample {
  /** The first check that found it. */
  check: string
  /** Its line as it was sent, masked. */
  text: string
}

/** Rows that are kept apart: how many under each check, and the first of them. */
export interface Quarantine {
  counts: Record<string, number>
  /** In the order of the file; as many as the policy lets be quarantined, so all of them unless the upload is rejected. */
  rows: QuarantinedRow[]
}

/** Adds the rows of `more` to `into`, their lines moved on. */
export function addQuarantined(into: Quarantine, more: Quarantine, lineBase: number, limit: number): void {
  for (const [check, count] of Object.entries(more.counts))
    into.counts[check] = (into.counts[check] ?? 0) + count
  const moved = more.rows.map((row) => ({ ...row, line: row.line + lineBase }))
  into.rows = [...into.rows, ...moved].sort((a, b) => a.line - b.line).slice(0, limit)
}

/** How many rows are kept apart. */
export const countQuarantined = ({ counts }: Quarantine): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)

/** What the row-level checks counted in a whole upload; lines are those of the file, header included, from 1. */
export interface UploadCounters extends IssueCounts {
  /** Well-formed records that are not kept apart. */
  rows: number
  /** Rows and malformed lines that are; absent when there are none. */
  quarantined?: Quarantine
  /** Malformed lines that are not kept apart; they are no rows, but percentages count them. */
  malformed: number
  /** Records that were decoded from CP949; the others are UTF-8. */
  cp949: number
  /** Oddities of the file that were accepted. */
  warnings: string[]
  /** How it differs from what its sender says of it; counted as the check control_total. */
  differences?: string[]
}

/** Lines of the file before each chunk, by the chunk's name. */
export type LineBases = Record<string, number>

/** Issues of a check. Throws when nothing counted it: a check nobody made has not passed. */
export function countOf({ counts }: Pick<IssueCounts, 'counts'>, check: string): number {
  const count = counts[check]
  if (count === undefined) throw new PipelineError(`nothing counted the check ${check}`)
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
