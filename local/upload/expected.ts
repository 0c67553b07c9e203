import type { Command } from '../terminal/command.ts'
import { CommandError, exitCodes } from '../terminal/command-error.ts'
import type { FileToSend } from './name-keys.ts'

/** Options of what a file must have. */
export const expectOptions: Command['options'] = {
  'expect-rows': { type: 'string', value: 'N', help: 'reject the file unless so many rows arrive' },
  'expect-amount': { type: 'string', value: 'WON', help: 'reject it unless their amounts add up to this' },
}

/** Reads --expect-rows and --expect-amount. Throws CommandError on what is no number, and for several files. */
export function readExpected(values: Record<string, unknown>, files: number): FileToSend['expected'] {
  const given = { rows: values['expect-rows'], amount: values['expect-amount'] }
  const expected = Object.entries(given).filter(([, value]) => value !== undefined)
  const wrong = expected.find(([, value]) => !/^-?[0-9]{1,15}$/.test(String(value)))
  if (wrong || (expected.length > 0 && files > 1))
    throw new CommandError(
      wrong
        ? `--expect-${wrong[0]} is no number: ${wrong[1]}`
        : '--expect-… is of one file, and there are several',
      'such as --expect-rows 1000 --expect-amount 5400000',
      exitCodes.usage,
    )
  return Object.fromEntries(expected)
}
