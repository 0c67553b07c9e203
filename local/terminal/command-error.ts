/** Exit codes of every command. */
export const exitCodes = { done: 0, fault: 1, rejected: 2, usage: 64, interrupted: 130 } as const

/** A failure told to a person: what happened (`message`), what to do next (`advice`), and the exit code. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly advice: string
  readonly exitCode: number

  constructor(message: string, advice: string, exitCode: number = exitCodes.fault, cause?: unknown) {
    super(message, { cause })
    this.advice = advice
    this.exitCode = exitCode
  }
}
