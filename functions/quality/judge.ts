import { judge, type QualityCheck, qualityChecks, type Verdict } from '../../hive/checks.ts'
import { countOf, type IssueCounts, type Sample, type UploadCounters } from './findings.ts'

/** What the set-level checks found. */
export type SetFindings = IssueCounts

/** Outcome of one check of one upload, as quality_report shows it. */
export interface CheckOutcome {
  category: string
  name: string
  status: Verdict
  /** Null when the check was not evaluated. */
  issueCount: number | null
  /** Percent of the upload's rows, four decimals. */
  issueRatio: number | null
  detail: string
  samples: Sample[]
}

export interface UploadJudgement {
  verdict: Verdict
  /** Well-formed records. */
  rows: number
  outcomes: CheckOutcome[]
}

/** True when the rows alone make the upload fail. */
export const failsAlready = (counters: UploadCounters): boolean =>
  qualityChecks.some((check) => check.level !== 'set' && statusOf(check, counters) === 'FAIL')

/**
 * The verdict of every check, and of the upload: any FAIL fails it, else any WARN warns. Without set findings (rows
 * failed already, the upload is heavy) those checks are reported as not evaluated.
 */
export function judgeUpload(counters: UploadCounters, found: SetFindings | null): UploadJudgement {
  const outcomes = [
    ...qualityChecks.map((check) => judgeCheck(check, counters, found)),
    ...describeWarnings(counters.warnings),
  ]
  const has = (status: Verdict) => outcomes.some((outcome) => outcome.status === status)
  return { verdict: has('FAIL') ? 'FAIL' : has('WARN') ? 'WARN' : 'PASS', rows: counters.rows, outcomes }
}

const statusOf = (check: QualityCheck, counters: UploadCounters) =>
  judge(check, countOf(counters, check.name), counters.rows + counters.malformed)

function judgeCheck(check: QualityCheck, counters: UploadCounters, found: SetFindings | null): CheckOutcome {
  const { category, name, level } = check
  if (level === 'set' && !found) {
    const detail = 'not evaluated: checks of single rows fail already'
    return { category, name, status: 'WARN', issueCount: null, issueRatio: null, detail, samples: [] }
  }
  const source = level === 'set' ? found! : counters
  const issueCount = countOf(source, name)
  const lines = counters.rows + counters.malformed
  return {
    category,
    name,
    status: judge(check, issueCount, lines),
    issueCount,
    issueRatio: lines === 0 ? 0 : Math.round((issueCount * 1e6) / lines) / 1e4,
    detail:
      level === 'file' && issueCount > 0
        ? (counters.differences ?? []).join('; ')
        : describe(check, issueCount, source.samples[name] ?? []),
    samples: source.samples[name] ?? [],
  }
}

function describe(check: QualityCheck, count: number, samples: readonly Sample[]): string {
  if (count === 0) return 'none'
  const lines = samples.filter(({ line }) => line > 0).slice(0, 5)
  const where = lines.length ? `; first in line ${lines.map(({ line }) => line).join(', ')}` : ''
  return `${count}: ${check.counts}${where}`
}

/** Oddities of the file that are accepted, beside the checks and only when there are any. */
function describeWarnings(warnings: readonly string[]): CheckOutcome[] {
  if (warnings.length === 0) return []
  return [
    {
      category: 'schema',
      name: 'file_format',
      status: 'WARN',
      issueCount: warnings.length,
      issueRatio: null,
      detail: warnings.join('; '),
      samples: [],
    },
  ]
}
