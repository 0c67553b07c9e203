import type { HistoryEvent } from '@aws-sdk/client-sfn'
import type { StageRef, StageResult } from '../../functions/catalog/stage-result.ts'
import { readReason } from '../../functions/run/run-failure.ts'
import type { StageFailure } from '../../functions/run/stage-failure.ts'

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

interface Plan {
  small: StageRef[]
  heavy: StageRef[]
}

interface Round {
  plan: Plan
  results: StageResult[][]
}

/** Reads a run's progress from its history; pure. A task inside a Map is known by the function that it calls. */
export function readProgress(events: readonly HistoryEvent[]): RunProgress {
  const progress: RunProgress = {
    state: 'Started',
    states: [],
    chunks: { done: 0, total: 0 },
    lambda: { done: 0, total: 0, failed: 0 },
    emr: { done: 0, total: 0, failed: 0 },
    rounds: 0,
    faults: 0,
    failed: [],
  }
  for (const event of events) {
    if (event.stateEnteredEventDetails) enter(progress, event)
    if (event.stateExitedEventDetails?.name === 'ComputeStages') finishRound(progress, event)
    if (event.type === 'TaskSucceeded') succeed(progress, event)
    if (event.type === 'TaskFailed' || event.type === 'TaskTimedOut') fail(progress, event)
  }
  return progress
}

function enter(progress: RunProgress, event: HistoryEvent): void {
  const { name, input } = event.stateEnteredEventDetails!
  if (insideMap.has(name!)) return
  progress.state = name!
  progress.states.push({ name: name!, enteredAt: event.timestamp! })
  // Entered again when a file is converted once more as a whole: counted anew.
  if (name === 'ConvertChunks')
    progress.chunks = { done: 0, total: read<{ chunks: [] }>(input).chunks.length }
  if (name === 'ComputeStages') {
    const { small, heavy } = read<{ plan: Plan }>(input).plan
    progress.rounds++
    progress.lambda.total += small.length
    progress.emr.total += heavy.length
  }
}

function succeed(progress: RunProgress, event: HistoryEvent): void {
  const { resource, output } = event.taskSucceededEventDetails!
  const task = taskOf(resource)
  if (task === 'convertChunk') progress.chunks.done++
  if (task === 'aggregate') progress.lambda.done++
  if (task === 'mergeChunks') progress.rows = read<{ rows?: number }>(output).rows
  if (task === 'checkQuality') progress.verdict = read<{ verdict: string }>(output).verdict
}

function fail(progress: RunProgress, event: HistoryEvent): void {
  progress.faults++
  const { resource, error, cause } = event.taskFailedEventDetails ?? event.taskTimedOutEventDetails ?? {}
  const reason = readReason({ Error: error ?? 'unknown fault', Cause: cause ?? '' })
  progress.fault ??= { task: taskOf(resource), reason }
}

// Here it is told what became of each stage, also by a cloud that does not report the tasks inside a Map.
function finishRound(progress: RunProgress, event: HistoryEvent): void {
  const { plan, results } = read<Round>(event.stateExitedEventDetails!.output)
  const known = new Map(results.flat().map((result) => [result.stage, result]))
  for (const [count, stages] of [
    [progress.lambda, plan.small],
    [progress.emr, plan.heavy],
  ] as const) {
    const failed = stages.flatMap(({ stage }) => failureOf(stage, known.get(stage)))
    count.failed += failed.length
    count.done = count.total - count.failed
    progress.failed = progress.failed.filter((each) => !stages.some(({ stage }) => stage === each.stage))
    progress.failed.push(...failed)
  }
}

function failureOf(stage: string, result?: StageResult): StageFailure[] {
  if (!result) return [{ stage, reason: 'its cluster gave no result' }]
  return result.ok ? [] : [{ stage, reason: readReason({ Error: 'fault', Cause: result.error }) }]
}

// AWS reports the states inside Map and Parallel too; the local cloud does not.
const insideMap = new Set(['ConvertChunk', 'Aggregate', 'AggregateStages', 'StageFailed'])

/** `arn:…:function:card-pipeline-local-convertChunk` is `convertChunk`. */
const taskOf = (resource = '') => resource.slice(resource.lastIndexOf('-') + 1)

const read = <T>(text: string | undefined): T => JSON.parse(text || '{}') as T
