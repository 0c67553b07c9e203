import { formatDollars } from '../../functions/run/cost.ts'
import { kstTime } from '../../functions/runtime/kst.ts'
import { count, duration } from '../terminal/wording.ts'
import type { Overview } from './overview.ts'

const shown = 8
const failedRuns = new Set(['FAILED', 'TIMED_OUT', 'ABORTED'])
const inFlight = new Set(['received', 'pending'])
const forTheNight = new Set(['deferred', 'parked', 'expired'])

/** The pipeline at one moment on one screen: what is under way, what waits, what failed, what today cost; pure. */
export function describeBoard(overview: Overview, dollarsToday: number, now: Date): string[] {
  const { uploads, stages, runs } = overview
  const running = runs.filter(({ status }) => status === 'RUNNING')
  const arriving = uploads.listed.filter(({ state }) => inFlight.has(state))
  const waiting = stages.open.filter(({ state }) => forTheNight.has(state))
  return [
    `${kstTime(now)} KST, cost of today's runs ${formatDollars(dollarsToday)}`,
    ...section('Under way', [
      ...running.map(({ run, seconds }) => `run ${run}, ${duration(seconds)}`),
      ...arriving.map(({ key, because }) => `upload ${key}: ${because}`),
    ]),
    ...section('Uploads', sum(uploads.byState)),
    ...section('Stages', sum(stages.byState)),
    ...section(
      'Waits for the night',
      waiting.map(({ stage, state, failure }) => `${stage} ${state}${failure ? `: ${failure}` : ''}`),
    ),
    ...section('Failed lately', failures(overview)),
  ]
}

function section(title: string, lines: readonly string[]): string[] {
  const more = lines.length - shown
  const first = lines.slice(0, shown).map((line) => `  ${line}`)
  return [
    '',
    title,
    ...(first.length ? first : ['  nothing']),
    ...(more > 0 ? [`  … and ${count(more)} more`] : []),
  ]
}

function sum(byState: Record<string, number | undefined>): string[] {
  const present = Object.entries(byState).filter(([, number]) => number)
  return present.length ? [present.map(([state, number]) => `${count(number!)} ${state}`).join(', ')] : []
}

const failures = ({ runs, uploads }: Overview): string[] => [
  ...runs
    .filter(({ status }) => failedRuns.has(status))
    .map(({ run, status, startedAt }) => `${kstTime(startedAt)}  run ${run} ${status.toLowerCase()}`),
  ...uploads.listed
    .filter(({ state }) => state === 'failed' || state === 'rejected')
    .toReversed()
    .map(({ key, state, because, uploadedAt }) => `${kstTime(uploadedAt)}  ${key} ${state}: ${because}`),
]

/** What is different since the overview before, a line each, for a plain log; pure. */
export function describeChanges(before: Overview, after: Overview): string[] {
  const runs = new Map(before.runs.map(({ run, status }) => [run, status]))
  const uploads = new Map(before.uploads.listed.map(({ upload, state }) => [upload, state]))
  const stages = (overview: Overview) => sum(overview.stages.byState).join('')
  return [
    ...after.runs
      .filter(({ run, status }) => runs.get(run) !== status)
      .toReversed()
      .map(({ run, status, seconds }) =>
        status === 'RUNNING'
          ? `run ${run} started`
          : `run ${run} ${status.toLowerCase()} after ${duration(seconds)}`,
      ),
    ...after.uploads.listed
      .filter(({ upload, state }) => uploads.get(upload) !== state)
      .map(({ key, state, because }) => `upload ${key} ${state}: ${because}`),
    ...(stages(before) === stages(after) ? [] : [`stages: ${stages(after)}`]),
  ]
}
