import type { HistoryEvent } from '@aws-sdk/client-sfn'
import type { StageRef } from '../../functions/run/stage-result.ts'

/** Done and total of something countable. */
export interface Count {
  done: number
  total: number
}

/** How far a run is, as its history tells. */
export interface RunProgress {
  /** State it is in, or ended in. */
  state: string
  /** States it went through with the moment each was last entered, in that order. */
  states: { name: string; enteredAt: Date }[]
  chunks: Count
  /** Stages of all rounds so far. */
  lambda: Count
  emr: Count
  rounds: number
  rows?: number
  verdict?: string
  /** Tasks that failed and were tried again, or not. */
  faults: number
}

interface Plan {
  small: StageRef[]
  heavy: StageRef[]
}

/** Reads a run's progress from its history; pure. A task inside a Map is known by the function that it calls. */
export function readProgress(events: readonly HistoryEvent[]): RunProgress {
  const progress: RunProgress = {
    state: 'Started',
    states: [],
    chunks: { done: 0, total: 0 },
    lambda: { done: 0, total: 0 },
    emr: { done: 0, total: 0 },
    rounds: 0,
    faults: 0,
  }
  for (const event of events) {
    if (event.stateEnteredEventDetails) enter(progress, event)
    if (event.stateExitedEventDetails?.name === 'RunStages') finishRound(progress)
    if (event.type === 'TaskSucceeded') succeed(progress, event)
    if (event.type === 'TaskFailed' || event.type === 'TaskTimedOut') progress.faults++
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
  if (name === 'RunStages') {
    const { small, heavy } = read<{ plan: Plan }>(input).plan
    progress.rounds++
    progress.lambda.total += small.length
    progress.emr.total += heavy.length
  }
}

function succeed(progress: RunProgress, event: HistoryEvent): void {
  const { resource, output } = event.taskSucceededEventDetails!
  const task = resource!.slice(resource!.lastIndexOf('-') + 1)
  if (task === 'convertChunk') progress.chunks.done++
  if (task === 'aggregate') progress.lambda.done++
  if (task === 'mergeChunks') progress.rows = read<{ rows?: number }>(output).rows
  if (task === 'checkQuality') progress.verdict = read<{ verdict: string }>(output).verdict
}

function finishRound(progress: RunProgress): void {
  progress.lambda.done = progress.lambda.total
  progress.emr.done = progress.emr.total
}

// AWS reports the states inside Map and Parallel too; the local cloud does not.
const insideMap = new Set(['ConvertChunk', 'Aggregate', 'AggregateStages', 'StageFailed'])

const read = <T>(text: string | undefined): T => JSON.parse(text || '{}') as T
