import { kstDay } from '../runtime/kst.ts'

/** How long snapshots are kept, for audits and for readers under way. */
export interface Retention {
  /** The newest rounds that are kept, however old. */
  rounds: number
  /** Days (KST) whose last round is kept. */
  days: number
}

/** A round and when it was entered. */
export interface EnteredRound {
  round: number
  at: Date
}

const day = 24 * 60 * 60_000

/** Numbers of the rounds that are kept: the newest ones, and the last one of each day; pure. */
export function keptRounds(
  entered: readonly EnteredRound[],
  { rounds, days }: Retention,
  now: Date,
): Set<number> {
  const newestFirst = entered.toSorted((a, b) => b.round - a.round)
  const kept = new Set(newestFirst.slice(0, rounds).map(({ round }) => round))
  const seen = new Set<string>()
  for (const { round, at } of newestFirst) {
    if (now.getTime() - at.getTime() > days * day || seen.has(kstDay(at))) continue
    seen.add(kstDay(at))
    kept.add(round)
  }
  return kept
}
