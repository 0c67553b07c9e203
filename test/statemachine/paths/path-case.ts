/** What a mocked task does: answers, or fails by an error of this name. */
export type Answer = { answer: unknown } | { error: string; cause?: string }

/** A way through a state machine: what the tasks do, and the states it must lead through. */
export interface PathCase {
  name: string
  input: object
  /** What differs from the undisturbed answers: by state, one entry per call; the last one holds for all that follow. */
  tasks?: Record<string, Answer[]>
  /** The states outside Map and Parallel in the order they are entered, separated by blanks. */
  path: string
  /** How often states within Map and Parallel are entered. */
  inner?: Record<string, number>
  /** How often functions are called, or the nested machine as `emrStep`, where that is the point. */
  tries?: Record<string, number>
  /** The execution's output, where that is the point. */
  output?: unknown
  /** It ends in a fault. */
  fails?: true
}

export const answer = (value: unknown): Answer => ({ answer: value })

/** An answer for each of so many tries that fail, then the rest. */
export const failing = (times: number, error: string, ...then: Answer[]): Answer[] => [
  ...Array.from({ length: times }, () => ({ error })),
  ...then,
]

/** What Lambda says when there is no room. */
export const throttled = 'Lambda.TooManyRequestsException'
/** What Step Functions says of a task that came to its time limit. */
export const timedOut = 'States.Timeout'
/** A fault of a function. */
export const fault = 'ObjectChangedError'
