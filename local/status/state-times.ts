import type { RunProgress } from '../pipeline/run-progress.ts'

/** How long a run was in a state, all its rounds together. */
interface StateTime {
  name: string
  rounds: number
  seconds: number
}

/** Sums up the time in each state, in the order in which the states were first entered; pure. */
export function sumStateTimes(states: RunProgress['states'], end: Date): StateTime[] {
  const times = new Map<string, StateTime>()
  for (const [index, { name, enteredAt }] of states.entries()) {
    const left = states[index + 1]?.enteredAt ?? end
    const time = times.get(name) ?? { name, rounds: 0, seconds: 0 }
    time.rounds++
    time.seconds += (left.getTime() - enteredAt.getTime()) / 1000
    times.set(name, time)
  }
  return [...times.values()]
}
