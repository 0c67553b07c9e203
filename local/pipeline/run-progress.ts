import type { HistoryEvent } from '@aws-sdk/client-sfn'
import {
  type ComputedCall,
  readResults,
  type StageRef,
  type StageResult,
} from '../../functions/catalog/stage-result.ts'
import { readReason } from '../../functions/masking/reason.ts'
import { readEvents, type StateVisit, type TaskTry } from '../../functions/run/history.ts'
import type { StageFailure } from '../../functions/run/run-summary.ts'

/** Done and total of something countable. */
export interface Count {
  done: number
  total: number
}

/** Stages claimed by an engine in all rounds so far; one that is tried in several rounds counts in each. */
export interface StageCount extends Count {
  failed: number
}

/** How far a run is, as its history tells. */
export interface RunProgress {
  /** State it is in, or ended in. */
  state: string
  /** States it went through with the moment each was last entered, in that order. */
  states: { name: string; enteredAt: Date }[]
  chunks: Count
  lambda: StageCount
  emr: StageCount
  rounds: number
  rows?: number
  verdict?: string
  /** Tasks that failed and were tried again, or not. */
  faults: number
  /** The first of them. */
  fault?: { task: string; reason: string }
  /** Stages that were not computed when they were last tried. */
  failed: StageFailure[]
}

interface PlannedRound {
  small: StageRef[]
  heavy: StageRef[]
}

/** The stages of a round by engine; what became of them once it has ended. */
interface RoundProgress {
  plan: PlannedRound
  results?: StageResult[]
  /** Stages that functions have computed so far. */
  computed: number
}

/** Reads a run's progress from its history; pure. */
export function readProgress(events: readonly HistoryEvent[]): RunProgress {
  const { states, tries } = readEvents(events)
  const entered = states.filter(({ inner }) => !inner)
  const answers = (task: string, since = 0) =>
    tries.filter((each) => each.task === task && each.at >= since && each.output !== undefined)
  const newest = <T>(task: string) => read<T>(answers(task).at(-1)?.output)
  // Entered again when a file is converted once more as a whole: counted anew.
  const converting = entered.findLast(({ name }) => name === 'ConvertChunks')
  const rounds = entered
    .filter(({ name }) => name === 'ComputeStages')
    .map(
      (visit): RoundProgress => ({
        ...readRound(visit),
        computed: countComputed(answers('aggregate', visit.at)),
      }),
    )
  const faults = tries.filter(({ failure }) => failure)
  return {
    state: entered.at(-1)?.name ?? 'Started',
    states: entered.map(({ name, enteredAt }) => ({ name, enteredAt })),
    chunks: {
      done: converting ? answers('convertChunk', converting.at).length : 0,
      total: read<{ chunks?: [] }>(converting?.input).chunks?.length ?? 0,
    },
    lambda: countStages(rounds, 'small'),
    emr: countStages(rounds, 'heavy'),
    rounds: rounds.length,
    rows: newest<{ rows?: number }>('mergeChunks').rows,
    verdict: newest<{ verdict?: string }>('checkQuality').verdict,
    faults: faults.length,
    ...(faults[0] && { fault: describeFault(faults[0]) }),
    failed: rounds.reduce(failedAfter, []),
  }
}

/** Its results are in what it put out; those in its input are of the round before. */
function readRound({ input, output }: StateVisit): Pick<RoundProgress, 'plan' | 'results'> {
  const { results } = read<{ results?: Parameters<typeof readResults>[0] }>(output)
  return { plan: read<{ plan: PlannedRound }>(input).plan, results: results && readResults(results) }
}

const countComputed = (answers: readonly TaskTry[]) =>
  readResults([answers.map(({ output }) => read<ComputedCall | StageResult>(output))]).filter(({ ok }) => ok)
    .length

const describeFault = ({ task, failure }: TaskTry) => ({ task, reason: readReason(failure!) })

function countStages(rounds: readonly RoundProgress[], kind: keyof PlannedRound): StageCount {
  const count: StageCount = { done: 0, total: 0, failed: 0 }
  for (const round of rounds) {
    const stages = round.plan[kind]
    const failed = failuresIn(round, stages).length
    const soFar = kind === 'small' ? round.computed : 0
    count.total += stages.length
    count.failed += failed
    count.done += round.results ? stages.length - failed : soFar
  }
  return count
}

/** What failed when it was last tried: a round replaces what earlier ones say of its stages. */
function failedAfter(before: readonly StageFailure[], round: RoundProgress): StageFailure[] {
  if (!round.results) return [...before]
  const stages = [...round.plan.small, ...round.plan.heavy]
  const others = before.filter((each) => !stages.some(({ stage }) => stage === each.stage))
  return [...others, ...failuresIn(round, stages)]
}

function failuresIn({ results }: RoundProgress, stages: readonly StageRef[]): StageFailure[] {
  if (!results) return []
  const known = new Map(results.map((result) => [result.stage, result]))
  return stages.flatMap(({ stage }) => failureOf(stage, known.get(stage)))
}

function failureOf(stage: string, result?: StageResult): StageFailure[] {
  if (!result) return [{ stage, reason: 'its cluster gave no result' }]
  return result.ok ? [] : [{ stage, reason: readReason({ Error: 'fault', Cause: result.error }) }]
}

const read = <T>(text: string | undefined): T => JSON.parse(text || '{}') as T
