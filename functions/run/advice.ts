const stage = () => process.env.STAGE ?? 'local'

/**
 * A command as it is typed for this stage: `npm run replay -- --stage prod a-1`; the stage local needs no naming. A word
 * that a shell would not take as it is stands in quotes.
 */
export function writeCommand(name: string, ...rest: string[]): string {
  const words = [...(stage() === 'local' ? [] : ['--stage', stage()]), ...rest].map(quoteWord)
  return [`npm run ${name}`, ...(words.length > 0 ? ['--', ...words] : [])].join(' ')
}

function quoteWord(word: string): string {
  if (/^[\p{L}\p{M}\p{N}_@%+=:,./-]+$/u.test(word)) return word
  return /["$`\\!]/.test(word) ? `'${word.replaceAll("'", `'\\''`)}'` : `"${word}"`
}

/** What the console or `aws stepfunctions start-execution` needs to do the same, input included. */
export const writeExecution = (input: object) =>
  `start an execution of card-pipeline-${stage()} with ${JSON.stringify(input)}`

/** The last line of a message: where everything about it is. */
export const writeDetails = (name: string, inConsole: string) =>
  `Details: ${writeCommand('status', name)}; in the console: ${inConsole}`

/** How the console shows a run. */
export const showRun = (execution: string) => `execution ${execution} of card-pipeline-${stage()}`
