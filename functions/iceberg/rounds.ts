import { roundKey, roundsPrefix } from '../storage/layout.ts'
import { isConflict } from '../storage/object-store.ts'
import { type ObjectStore, writeJson } from '../storage/store.ts'

/** Which snapshots show the tables together as they were after one round, by Hive name. Written once, never changed. */
export interface Round {
  round: number
  /** ISO 8601 UTC. */
  at: string
  tables: Record<string, { snapshot: number; manifestList: string }>
}

/** Enters a round, unless another writer did. */
export async function writeRound(store: ObjectStore, round: Round): Promise<void> {
  try {
    await writeJson(store, roundKey(round.round), round, { ifNoneMatch: '*' })
  } catch (error) {
    if (!isConflict(error)) throw error
  }
}

/** Number of the newest round that was entered, 0 when there is none. */
export async function highestRound(store: ObjectStore): Promise<number> {
  let highest = 0
  for await (const { key } of store.list(roundsPrefix)) highest = Math.max(highest, roundOf(key))
  return highest
}

/** Number of the round that an object is of. */
export const roundOf = (key: string) => Number(key.slice(roundsPrefix.length, -'.json'.length))

/** True when the tables' snapshots show a round. */
export const isEntered = async (store: ObjectStore, round: number) =>
  round === 0 || (await store.head(roundKey(round))) !== null
