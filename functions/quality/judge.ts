import {
  exceedsQuarantine,
  judge,
  type QualityCheck,
  qualityChecks,
  type Verdict,
} from '../../hive/checks.ts'
import { policy } from '../../hive/policy.ts'
import {
  countOf,
  countQuarantined,
  type IssueCounts,
  type Quarantine,
  type Sample,
  type UploadCounters,
} from './findings.ts'

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
  worse(
    judge(check, countOf(counters, check.name), counters.rows + counters.malformed),
    quarantineStatus(check, counters),
  )

const worse = (a: Verdict, b: Verdict): Verdict =>
  a === 'FAIL' || b === 'FAIL' ? 'FAIL' : a === 'WARN' || b === 'WARN' ? 'WARN' : 'PASS'

/** Rows kept apart warn, and fail the upload when they are too many in all. */
function quarantineStatus({ name }: QualityCheck, { quarantined, rows, malformed }: UploadCounters): Verdict {
  if (!quarantined?.counts[name]) return 'PASS'
  const apart = countQuarantined(quarantined)
  return exceedsQuarantine(apart, rows + malformed + apart) ? 'FAIL' : 'WARN'
}

function judgeCheck(check: QualityCheck, counters: UploadCounters, found: SetFindings | null): CheckOutcome {
  const { category, name, level } = check
  if (level === 'set' && !found) {
    const detail = 'not evaluated: checks of single rows fail already'
    return { category, name, status: 'WARN', issueCount: null, issueRatio: null, detail, samples: [] }
  }
  if (counters.quarantined?.counts[name]) return judgeQuarantined(check, counters, counters.quarantined)
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

/** The outcome of a check that found rows which are kept apart, and maybe others. */
function judgeQuarantined(check: QualityCheck, counters: UploadCounters, apart: Quarantine): CheckOutcome {
  const { category, name } = check
  const own = apart.rows.filter((row) => row.check === name)
  const samples = [
    ...(counters.samples[name] ?? []),
    ...own.map(({ check: _, text: __, ...sample }): Sample => sample),
  ]
    .sort((a, b) => a.line - b.line)
    .slice(0, policy.limits.samples)
  const issueCount = countOf(counters, name) + apart.counts[name]!
  const [all, { rows, percent }] = [countQuarantined(apart), policy.quarantine]
  const tooMany = `of ${all} rows to be quarantined; at most ${rows} and ${percent} % may be`
  const ending = quarantineStatus(check, counters) === 'FAIL' ? tooMany : `${apart.counts[name]} quarantined`
  return {
    category,
    name,
    status: statusOf(check, counters),
    issueCount,
    issueRatio: Math.round((issueCount * 1e6) / (counters.rows + counters.malformed + all)) / 1e4,
    detail: `${describe(check, issueCount, samples)}; ${ending}`,
    samples,
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
