import { pendingPrefix, turnKey } from '../storage/layout.ts'
import { isConflict } from '../storage/object-store.ts'
import { type ObjectStore, readJson, writeJson } from '../storage/store.ts'
import type { PipelineContext } from './context.ts'

/** A planner's turn to fold, until the moment (ISO 8601 UTC) when it is taken for gone. */
interface Turn {
  until: string
}

/** Requests from which planners take turns: each would read and write the same pages as all others, and one would win. */
const crowd = 50
const turnMillis = 30_000
const longestPause = 3000
/** Times a planner waits for another's turn to end; then it goes on without, for its own request alone. */
const waits = 12

/** What a planner may fold now. */
interface Turned {
  /** Requests in one swap: each may be of a page of its own, and memory is bounded. */
  atOnce: number
  end(): Promise<void>
}

/** Requests folded in one swap by who has the turn. */
export const inTurn = 250
const outOfTurn = 1

/**
 * In a crowd, waits until nobody else folds, or until `isDone`: another has folded the request. It saves work and decides
 * nothing: whoever folds out of turn loses a swap at worst.
 */
export async function takeTurn(
  { store, pause, now }: PipelineContext,
  isDone: () => Promise<boolean>,
): Promise<Turned> {
  const nothing = async () => {}
  for (let waited = 0; waited < waits; waited++) {
    if (!(await isCrowded(store)) || (await isDone())) return { atOnce: inTurn, end: nothing }
    if (await tryTurn(store, now()))
      return { atOnce: inTurn, end: async () => void (await writeJson(store, turnKey, { until: '' })) }
    await pause(Math.random() * longestPause)
  }
  return { atOnce: outOfTurn, end: nothing }
}

async function tryTurn(store: ObjectStore, now: Date): Promise<boolean> {
  const held = await readJson<Turn>(store, turnKey)
  if (held && held.value.until > now.toISOString()) return false
  const until = new Date(now.getTime() + turnMillis).toISOString()
  try {
    const condition = held ? { ifMatch: held.etag } : { ifNoneMatch: '*' as const }
    await writeJson(store, turnKey, { until } satisfies Turn, condition)
    return true
  } catch (error) {
    if (isConflict(error)) return false
    throw error
  }
}

async function isCrowded(store: ObjectStore): Promise<boolean> {
  let waiting = 0
  for await (const _ of store.list(pendingPrefix)) if (++waiting > crowd) return true
  return false
}
