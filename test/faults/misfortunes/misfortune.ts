import { readStates } from '../accounting.ts'
import type { Cloud } from '../cloud.ts'
import type { Story } from '../stories.ts'

/** A misfortune that is more than one failed call: what happens, and what must have come of it. */
export interface Misfortune {
  fault: string
  /** Where it happens; every stage runs on Lambda unless told. */
  settings?: Story['settings']
  /** Lets it happen; returns the files whose rows must stand in the tables, oldest first, `first.csv` left out. */
  play(cloud: Cloud): Promise<string[]>
  /** States that uploads must be in at the end, `key version` → state; those not named are not looked at. */
  states?: Record<string, string>
  /** What a message to people must say. */
  told?: RegExp
}

/** What is wrong with the states and messages that a misfortune left. */
export function findWrong({ states = {}, told }: Misfortune, cloud: Cloud): string[] {
  const found = readStates(cloud.s3)
  return [
    ...Object.entries(states)
      .filter(([upload, state]) => found[upload] !== state)
      .map(([upload, state]) => `${upload} is ${found[upload]}, not ${state}`),
    ...(told && !cloud.messages.some((message) => told.test(message)) ? [`nobody was told ${told}`] : []),
  ]
}
