import { type ParseArgsOptionsConfig, parseArgs, styleText } from 'node:util'
import { CommandError, exitCodes } from './command-error.ts'

/** What a command takes and how `--help` explains it. */
export interface Command {
  /** `npm run up` */
  name: string
  summary: string
  /** What follows the name: `FILE…`. */
  operands?: string
  options: Record<string, Option>
  /** Lines after the options: examples, exit codes. */
  notes?: string[]
}

interface Option {
  type: 'boolean' | 'string'
  /** `N`, `FILE`; for strings. */
  value?: string
  help: string
  default?: string
}

/** Consent to change a stage other than local. */
export const yesOption: Option = { type: 'boolean', help: 'go on without asking, as scripts do' }

/** Of every command that works on a deployed pipeline. */
export const stageOption: Option = {
  type: 'string',
  value: 'NAME',
  help: 'stage to work on: local, or one on AWS, with its usual credentials (local)',
  default: 'local',
}

/** What a person typed; `signal` aborts on Ctrl-C or SIGTERM. */
export interface Invocation {
  values: Record<string, string | boolean | undefined>
  operands: string[]
  signal: AbortSignal
}

/** Runs a command: options, help, Ctrl-C, errors as message and advice, exit code. Never throws. */
export async function runCommand(
  command: Command,
  main: (invocation: Invocation) => Promise<number>,
): Promise<void> {
  const interrupt = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interrupt.abort(name))
  try {
    const parsed = parse(command, process.argv.slice(2))
    if (parsed.values.help) {
      console.log(describe(command))
      return
    }
    process.exitCode = await main({ ...parsed, signal: interrupt.signal })
  } catch (error) {
    process.exitCode = explain(error, interrupt.signal.aborted)
  }
}

/** Reads the arguments of a command. Throws a CommandError with exit code 64 on what it does not know. */
export function parse(command: Command, args: string[]): Omit<Invocation, 'signal'> {
  const options: ParseArgsOptionsConfig = { help: { type: 'boolean', short: 'h' } }
  for (const [name, { type, default: value }] of Object.entries(command.options)) {
    options[name] = value === undefined ? { type } : { type, default: value }
  }
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: Boolean(command.operands) })
    return { values: values as Invocation['values'], operands: positionals }
  } catch (error) {
    const [message] = (error as Error).message.split('. ')
    throw new CommandError(message!, `see ${command.name} -- --help`, exitCodes.usage)
  }
}

/** The text of `--help`. */
export function describe(command: Command): string {
  const takes = Object.keys(command.options).length ? ' [options]' : ''
  const operands = command.operands ? ` ${command.operands}` : ''
  const rows = Object.entries({ ...command.options, help: { type: 'boolean', help: 'this text' } as Option })
  const left = ([name, option]: [string, Option]) => `--${name}${option.value ? ` ${option.value}` : ''}`
  const width = Math.max(...rows.map((row) => left(row).length))
  return [
    `${command.name}${takes || operands ? ' --' : ''}${takes}${operands}`,
    '',
    command.summary,
    '',
    ...rows.map((row) => `  ${left(row).padEnd(width)}  ${row[1].help}`),
    ...(command.notes?.length ? ['', ...command.notes] : []),
  ].join('\n')
}

/** Tells a person what went wrong and returns the exit code. */
function explain(error: unknown, interrupted = false): number {
  if (interrupted) {
    console.error('interrupted')
    return exitCodes.interrupted
  }
  if (error instanceof CommandError) {
    console.error(`${styleText('red', 'error:', { stream: process.stderr })} ${error.message}`)
    if (error.advice)
      console.error(`${styleText('cyan', ' next:', { stream: process.stderr })} ${error.advice}`)
    return error.exitCode
  }
  if (isUnreachable(error)) {
    return explain(
      new CommandError(
        `nothing answers at ${process.env.AWS_ENDPOINT_URL}`,
        'npm run up starts the local cloud',
      ),
    )
  }
  if (isUndeployed(error)) {
    return explain(
      new CommandError(`nothing is deployed at ${process.env.AWS_ENDPOINT_URL}`, 'npm run up deploys it'),
    )
  }
  if (isRefused(error)) {
    const { name, message } = error as Error
    return explain(
      new CommandError(`${name}: ${message.split('\n')[0]}`, 'see that credentials and rights fit the stage'),
    )
  }
  console.error(error)
  return exitCodes.fault
}

const undeployed = new Set(['StateMachineDoesNotExist', 'NoSuchBucket', 'ResourceNotFoundException'])
const isUndeployed = (error: unknown) => undeployed.has((error as Error)?.name)

/** True of what AWS, or the search for credentials, answered with. */
const isRefused = (error: unknown) =>
  (error as { $metadata?: object })?.$metadata !== undefined ||
  (error as Error)?.name === 'CredentialsProviderError'

function isUnreachable(error: unknown): boolean {
  const codes = (error as { code?: string; errors?: { code?: string }[] }) ?? {}
  return [codes, ...(codes.errors ?? [])].some(({ code }) => code === 'ECONNREFUSED' || code === 'ENOTFOUND')
}
