import { styleText } from 'node:util'
import { writeCommand } from '../../functions/run/advice.ts'
import type { RunSummary } from '../../functions/run/run-summary.ts'
import { chooseSource } from '../../hive/choose-source.ts'
import { describeReport } from '../pipeline/rejection-text.ts'
import type { RunProgress } from '../pipeline/run-progress.ts'
import type { DerivedState } from '../pipeline/upload-state.ts'
import { count, duration, size } from '../terminal/wording.ts'
import type { Explanation } from './explain.ts'
import { describeStages } from './stages-text.ts'

/** An explanation as lines for people. */
export function describeExplanation(explanation: Explanation): string {
  return [
    ...describeUpload(explanation),
    ...describeRun(explanation),
    ...describeChunks(explanation),
    ...describeChecks(explanation),
    ...titled(describeStages(explanation)),
    ...describeNext(explanation),
  ].join('\n')
}

const titled = ([title, ...lines]: string[]) => (title === undefined ? [] : [heading(title), ...lines])

const heading = (text: string) => `\n${styleText('bold', text)}`

function describeUpload({ upload, judgement }: Explanation): string[] {
  if (!upload || !judgement) return []
  return [
    `${upload.id}  ${styleText('bold', judgement.state)}: ${judgement.because}`,
    `  ${upload.key}, source ${chooseSource(upload.key).name}, ${size(upload.bytes)}, stored ${upload.uploadedAt}, version ${upload.versionId}`,
    ...describeOpen(judgement.open),
  ]
}

/** `parked: etl/2024-03, etl/2024-04` */
const describeOpen = (open: DerivedState['open']) =>
  [...Map.groupBy(open, ({ state }) => state)].map(
    ([state, stages]) => `  ${state}: ${stages.map(({ stage }) => stage).join(', ')}`,
  )

function describeRun({ run, runs, summary }: Explanation): string[] {
  if (!run) return ['  no run']
  const reason = summary?.reason ?? run.cause
  const end = run.stoppedAt ?? new Date()
  const states = sumStateTimes(run.states, end)
    .filter(({ seconds }) => seconds >= 0.05)
    .map(({ name, rounds, seconds }) => timed(seconds, rounds > 1 ? `${name} (${rounds} rounds)` : name))
  return [
    heading(`Run ${run.name}: ${run.status.toLowerCase()} in ${run.state}`),
    ...(runs.length > 1 ? [`  before it: ${runs.slice(1).join(', ')}`] : []),
    ...(reason ? [`  ${reason}`] : []),
    ...states,
    timed((end.getTime() - run.startedAt.getTime()) / 1000, 'in all'),
    ...describeSnapshots(summary?.snapshots),
  ]
}

function describeSnapshots(snapshots: RunSummary['snapshots']): string[] {
  if (!snapshots) return []
  if ('failure' in snapshots)
    return [
      timed(snapshots.seconds, `snapshots failed, the next run or sweep makes them: ${snapshots.failure}`),
    ]
  const { round, committed, waiting } = snapshots
  const still = waiting.length > 0 ? `; not yet: ${waiting.join(', ')}` : ''
  return [timed(snapshots.seconds, `snapshots of round ${round} in ${committed.length} tables${still}`)]
}

const timed = (seconds: number, what: string) => `  ${duration(seconds).padStart(10)}  ${what}`

function describeChunks({ chunks, run }: Explanation): string[] {
  if (!run || run.chunks.total === 0) return []
  return [
    heading(`Chunks: ${run.chunks.done} of ${run.chunks.total} converted`),
    ...chunks
      .slice(0, 20)
      .map(
        ({ name, start, end, rows, malformed }) =>
          `  ${name}  bytes ${count(start)}–${count(end)}  ${count(rows)} rows${malformed ? `, ${count(malformed)} malformed` : ''}`,
      ),
    ...(chunks.length > 20 ? [`  … and ${chunks.length - 20} more`] : []),
  ]
}

function describeChecks({ checks }: Explanation): string[] {
  if (checks.length === 0) return []
  const notable = checks.filter(({ status }) => status !== 'PASS')
  return [
    heading(`Checks: ${checks.length - notable.length} of ${checks.length} passed`),
    ...notable.map(({ name, status, detail }) => `  ${status}  ${name}  ${detail}`),
  ]
}

function describeNext({ upload, judgement, rejection }: Explanation): string[] {
  if (!upload || !judgement) return []
  switch (judgement.state) {
    case 'rejected':
      return rejection ? [heading('Why'), ...describeReport(rejection)] : []
    case 'failed':
      return ['', `run it again: ${writeCommand('replay', upload.id)}`]
    case 'folded':
      return ['', `${advise(judgement.open)}: ${writeCommand('nightly')}`]
    default:
      return []
  }
}

const advise = (open: DerivedState['open']) =>
  open.some(({ state }) => state === 'parked') ? 'remove the cause, then' : 'publish what waits'

/** How long a run was in a state, all its rounds together. */
interface StateTime {
  name: string
  rounds: number
  seconds: number
}

/** Sums up the time in each state, in the order in which the states were first entered; pure. */
export function sumStateTimes(states: RunProgress['states'], end: Date): StateTime[] {
  const times = new Map<string, StateTime>()
  for (const [index, { name, enteredAt }] of states.entries()) {
    const left = states[index + 1]?.enteredAt ?? end
    const time = times.get(name) ?? { name, rounds: 0, seconds: 0 }
    time.rounds++
    time.seconds += (left.getTime() - enteredAt.getTime()) / 1000
    times.set(name, time)
  }
  return [...times.values()]
}
