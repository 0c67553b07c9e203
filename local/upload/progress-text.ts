import { describeFailures } from '../../functions/run/run-summary.ts'
import type { Count, RunProgress, StageCount } from '../pipeline/run-progress.ts'
import { count } from '../terminal/wording.ts'
import type { UploadProgress } from './follow.ts'

/** One line that says how far an upload is. */
export function describeProgress({ phase, run, judgement }: UploadProgress): string {
  if (phase === 'waiting') return 'waiting for its run'
  if (phase === 'settling' && judgement) return `${judgement.state}: ${judgement.because}`
  return run ? describeRun(run).join(' · ') : ''
}

/** What there is to say of a run, most important first. */
function describeRun(run: RunProgress): string[] {
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
