import type { HistoryEvent } from '@aws-sdk/client-sfn'

/** Who does the work of a bar. */
export type BarEngine = 'light' | 'duckdb' | 'emr' | 'wait'

/** One state, chunk or stage of a run: seconds since the run started. */
export interface Bar {
  label: string
  engine: BarEngine
  from: number
  to: number
}

const mostParts = 24

/**
 * States and what ran inside them, in the order of their beginning; a state that took no time is left out. `nested`
 * are the histories of the Spark steps that the run started.
 */
export function readTimeline(
  events: readonly HistoryEvent[],
  nested: readonly (readonly HistoryEvent[])[] = [],
): Bar[] {
  const start = events[0]?.timestamp?.getTime()
  if (start === undefined) return []
  const since = (event: HistoryEvent) => (event.timestamp!.getTime() - start) / 1000
  const states: Bar[] = []
  const parts: Part[] = []
  for (const event of events) {
    const entered = event.stateEnteredEventDetails?.name
    const exited = event.stateExitedEventDetails?.name
    if (entered)
      states.push({ label: entered, engine: stateEngine(entered), from: since(event), to: Number.NaN })
    if (exited) {
      const open = states.find((bar) => bar.label === exited && Number.isNaN(bar.to))
      if (open) open.to = since(event)
    }
    const part = readPart(event, since(event))
    if (part) parts.push(part)
  }
  const end = since(events.at(-1)!)
  for (const bar of states) if (Number.isNaN(bar.to)) bar.to = end
  const visible = states.filter((bar) => bar.to - bar.from >= 0.005 && !inside.has(bar.label))
  const spark = nested.flatMap((step) => readStep(step, since))
  return [...visible, ...fold(parts, 'ConvertChunk'), ...fold(parts, 'stage'), ...spark].sort(
    (a, b) => a.from - b.from,
  )
}

/** A Spark step is one bar until its end is seen; what was collected from it follows. */
function readStep(events: readonly HistoryEvent[], since: (event: HistoryEvent) => number): Bar[] {
  const [first] = events
  if (!first) return []
  const seen = events.filter((event) => /^CheckStep/.test(event.stateExitedEventDetails?.name ?? ''))
  const step: Bar = {
    label: 'Spark',
    engine: 'emr',
    from: since(first),
    to: since(seen.at(-1) ?? events.at(-1)!),
  }
  const collected = events.map((event) => readPart(event, since(event))).filter((part) => part !== null)
  return [step, ...collected.map((part) => ({ ...part, label: `collect ${part.label}` }))]
}

interface Part extends Bar {
  kind: 'ConvertChunk' | 'stage'
}

/** A finished task inside a Map or Parallel, as its answer tells: which chunk or stage, and how long it took. */
function readPart(event: HistoryEvent, to: number): Part | null {
  const output = event.taskSucceededEventDetails?.output ?? event.lambdaFunctionSucceededEventDetails?.output
  const answer = parse(output)
  const elapsed = answer?.used?.ms
  if (typeof elapsed !== 'number') return null
  const from = Math.max(0, to - elapsed / 1000)
  if (answer?.stage && 'ok' in answer) {
    return { kind: 'stage', label: String(answer.stage), engine: 'duckdb', from, to }
  }
  if (answer?.chunk === undefined || answer.rows === undefined) return null
  return { kind: 'ConvertChunk', label: `chunk ${answer.chunk}`, engine: 'duckdb', from, to }
}

/** Many parts of a kind become one bar, or the chart would have no end. */
function fold(parts: readonly Part[], kind: Part['kind']): Bar[] {
  const own = parts.filter((part) => part.kind === kind)
  if (own.length <= mostParts) return own
  const from = Math.min(...own.map((part) => part.from))
  const to = Math.max(...own.map((part) => part.to))
  return [{ label: `${own.length} × ${kind}`, engine: 'duckdb', from, to }]
}

function stateEngine(name: string): BarEngine {
  if (/emr/i.test(name)) return 'emr'
  if (/^(Gather|Wait)/.test(name)) return 'wait'
  return /^(ConvertChunks|FindDuplicates|ComputeStages)$/.test(name) ? 'duckdb' : 'light'
}

interface Answer {
  stage?: string
  chunk?: string | number
  rows?: number
  used?: { ms?: number }
}

function parse(text: string | undefined): Answer | null {
  try {
    const value: unknown = JSON.parse(text ?? 'null')
    return typeof value === 'object' ? (value as Answer) : null
  } catch {
    return null
  }
}

// AWS reports the states inside Map and Parallel one by one; their tasks are shown instead.
const inside = new Set(['ConvertChunk', 'Aggregate', 'AggregateStages', 'StageFailed'])
