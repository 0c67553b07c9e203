import { createInterface } from 'node:readline/promises'
import { CommandError, exitCodes } from './command-error.ts'

/** Where a person is asked: standard input and standard error, so that standard output stays clean. */
interface Terminal {
  input: NodeJS.ReadableStream & { isTTY?: boolean }
  output: NodeJS.WritableStream
}

const usual = (): Terminal => ({ input: process.stdin, output: process.stderr })

/**
 * Asks a person whether to go on. Returns when the answer is yes, or `yes` says so already. Throws a CommandError
 * otherwise, and where there is no terminal to ask at.
 * @param what what is about to happen: `take incoming/a.csv out of stage prod`
 */
export async function askConsent(what: string, yes: unknown, terminal = usual()): Promise<void> {
  if (yes) return
  if (!terminal.input.isTTY)
    throw new CommandError(
      `not done without consent: ${what}`,
      'add --yes when that is meant',
      exitCodes.usage,
    )
  const lines = createInterface(terminal)
  try {
    const answer = await lines.question(`${what}? [y/N] `)
    if (!/^y(es)?$/i.test(answer.trim()))
      throw new CommandError(`not done: ${what}`, 'answer y when that is meant', exitCodes.usage)
  } finally {
    lines.close()
  }
}
