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

/** What the row-level checks counted in a whole upload; lines are those of the file, header included, from 1. */
export interface UploadCounters extends IssueCounts {
  /** Well-formed records. */
  rows: number
  /** Malformed lines; they are no rows, but percentages count them. */
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
