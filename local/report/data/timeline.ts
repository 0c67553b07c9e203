import type { RunHistory, TaskTry } from '../../../functions/run/history.ts'

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
 * States and what ran inside them, in the order of their beginning; a state that took no time is left out.
 * @param nested what happened in the Spark steps that the run started
 */
export function readTimeline(run: RunHistory, nested: readonly RunHistory[] = []): Bar[] {
  const { startedAt, lastAt, states, tries } = run
  if (!startedAt || !lastAt) return []
  const since = (moment: Date) => (moment.getTime() - startedAt.getTime()) / 1000
  const bars = states
    .filter(({ inner }) => !inner)
    .map(({ name, enteredAt, leftAt }, index, outer): Bar => {
      const left = leftAt ?? outer[index + 1]?.enteredAt ?? lastAt
      return { label: name, engine: stateEngine(name), from: since(enteredAt), to: since(left) }
    })
    .filter(({ from, to }) => to - from >= 0.005)
  const parts = tries.flatMap((each) => readPart(each, since))
  const spark = nested.flatMap((step) => readStep(step, since))
  return [...bars, ...fold(parts, 'ConvertChunk'), ...fold(parts, 'stage'), ...spark].sort(
    (a, b) => a.from - b.from,
  )
}

/** A Spark step is one bar until its end is seen; what was collected from it follows. */
function readStep({ startedAt, lastAt, tries }: RunHistory, since: (moment: Date) => number): Bar[] {
  if (!startedAt || !lastAt) return []
  const seen = tries.findLast(({ task, endedAt }) => task === 'checkStep' && endedAt)
  const step: Bar = {
    label: 'Spark',
    engine: 'emr',
    from: since(startedAt),
    to: since(seen?.endedAt ?? lastAt),
  }
  const collected = tries.flatMap((each) => readPart(each, since))
  return [step, ...collected.map((part) => ({ ...part, label: `collect ${part.label}` }))]
}

interface TaskBar extends Bar {
  kind: 'ConvertChunk' | 'stage'
}

/** A finished task inside a Map or Parallel, as its answer tells: which chunk or stage, and how long it took. */
function readPart({ output, endedAt }: TaskTry, since: (moment: Date) => number): TaskBar[] {
  const answer = parse(output)
  const elapsed = answer?.used?.ms
  if (typeof elapsed !== 'number' || !endedAt) return []
  const to = since(endedAt)
  const from = Math.max(0, to - elapsed / 1000)
  if (answer?.stage && 'ok' in answer)
    return [{ kind: 'stage', label: String(answer.stage), engine: 'duckdb', from, to }]
  if (answer?.chunk === undefined || answer.rows === undefined) return []
  return [{ kind: 'ConvertChunk', label: `chunk ${answer.chunk}`, engine: 'duckdb', from, to }]
}

/** Many parts of a kind become one bar, or the chart would have no end. */
function fold(parts: readonly TaskBar[], kind: TaskBar['kind']): Bar[] {
  const own = parts.filter((part) => part.kind === kind)
  if (own.length <= mostParts) return own
  const from = Math.min(...own.map((part) => part.from))
  const to = Math.max(...own.map((part) => part.to))
  return [{ label: `${own.length} × ${kind}`, engine: 'duckdb', from, to }]
}

function stateEngine(name: string): BarEngine {
  if (/emr/i.test(name)) return 'emr'
  if (/^Wait/.test(name)) return 'wait'
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
