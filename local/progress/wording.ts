import { describeFailures } from '../../functions/run/stage-failure.ts'
import type { Sight } from '../upload/follow.ts'
import type { Count, RunProgress, StageCount } from './run-progress.ts'

/** `1,234,567` */
export const count = (value: number) => value.toLocaleString('en-US')

/** `12.3 s`, `4 min 05 s` */
export function duration(seconds: number): string {
  if (seconds < 100) return `${seconds.toFixed(1)} s`
  return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`
}

/** `114.7 MB` */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3))
  return `${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1]}`
}

/** One line that says how far an upload is. */
export function describeSight({ phase, run, judgement }: Sight): string {
  if (phase === 'waiting') return 'waiting for its run'
  if (phase === 'settling' && judgement) return `${judgement.state}: ${judgement.because}`
  return run ? describeRun(run).join(' · ') : ''
}

/** What there is to say of a run, most important first. */
export function describeRun(run: RunProgress): string[] {
  const of = (label: string, { done, total }: Count) => (total ? [`${label} ${done}/${total}`] : [])
  const stages = (label: string, count: StageCount) =>
    of(label, count).map((text) => (count.failed ? `${text} (${count.failed} failed)` : text))
  return [
    run.state,
    ...of('chunks', run.chunks),
    ...(run.rows === undefined ? [] : [`${count(run.rows)} rows`]),
    ...(run.verdict ? [`quality ${run.verdict}`] : []),
    ...stages('stages on Lambda', run.lambda),
    ...stages('on EMR', run.emr),
    ...(run.faults ? [`${run.faults} failed ${run.faults === 1 ? 'task' : 'tasks'}`] : []),
  ]
}

/** Why something failed so far, in one line: stages that were given up in their round, else the first failed task. */
export function describeTrouble({ failed, fault }: RunProgress): string | undefined {
  const [first] = describeFailures(failed)
  if (first) return `failed: ${first}`
  return fault && `${fault.task} failed, to be tried again: ${fault.reason}`
}
