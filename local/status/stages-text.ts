import { formatCost, formatDollars } from '../../functions/run/cost.ts'
import type { Estimate } from '../../functions/run/routing.ts'
import type { RunSummary, StageSummary } from '../../functions/run/run-summary.ts'
import { describeFailures, type StageFailure } from '../../functions/run/run-summary.ts'
import { failuresAmong } from '../pipeline/upload-state.ts'
import { count, duration } from '../terminal/wording.ts'
import type { Explanation } from './explain.ts'

/** What became of a run's stages, a title first; nothing while there is nothing to say. */
export function describeStages(explanation: Explanation): string[] {
  const { summary, estimates } = explanation
  const why = describeFailures(gatherFailures(explanation)).map((line) => `  failed: ${line}`)
  if (!summary) return why.length ? ['Stages', ...why] : []
  const { outcome, cost, due = [], deferred, parked } = summary
  return [
    `Stages: ${outcome} (what either engine was estimated to take)`,
    ...(summary.stages.length ? describeTries(summary.stages, estimates) : ['  none claimed']),
    ...why,
    ...(cost ? [`  cost on AWS: ${formatCost(cost)}`] : []),
    ...(due.length ? [`  due: ${due.join(', ')}`] : []),
    ...(deferred.length ? [`  deferred: ${deferred.join(', ')}`] : []),
    ...(parked.length ? [`  parked: ${parked.join(', ')}`] : []),
  ]
}

function describeTries(stages: RunSummary['stages'], estimates: Explanation['estimates']): string[] {
  return [...Map.groupBy(stages, ({ stage }) => stage)].map(([stage, tries]) => {
    const { engine, rows, published } = tries.at(-1) as StageSummary
    const rounds = `${tries.length > 1 ? 'rounds' : 'round'} ${tries.map(({ round }) => round).join(', ')}`
    const { lambda, emr } = estimates[stage]!
    const either = `Lambda ${describeEstimate(lambda)}, EMR with ${emr.coreNodes} nodes ${describeEstimate(emr)}`
    const what = `${rounds}, ${count(rows)} rows, ${published ? 'published' : 'not published'}`
    return `  ${stage.padEnd(15)}  ${engine.padEnd(6)}  ${what}  (${either})`
  })
}

const describeEstimate = ({ seconds, dollars }: Estimate) => `${duration(seconds)} ${formatDollars(dollars)}`

/** Failures of stages that are open now, then those that the run met; each stage once. */
function gatherFailures({ judgement, summary, run }: Explanation): StageFailure[] {
  const now = failuresAmong(judgement?.open ?? [])
  const met = summary ? (summary.failed ?? []) : (run?.failed ?? [])
  const open = new Set(now.map(({ stage }) => stage))
  return [...now, ...met.filter(({ stage }) => !open.has(stage))]
}
