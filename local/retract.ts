import { retractKey } from '../functions/reception/retract.ts'
import { s3Store } from '../functions/storage/store.ts'
import { findLiveKeys, nameForm } from '../functions/sweep/live-keys.ts'
import { readPipelineState } from './pipeline/pipeline-state.ts'
import { openStage, requireConsent, stack } from './pipeline/stack.ts'
import { followRun } from './status/follow-subject.ts'
import { type Command, runCommand, stageOption, yesOption } from './terminal/command.ts'
import { CommandError, exitCodes } from './terminal/command-error.ts'

const command: Command = {
  name: 'npm run retract',
  summary: "Takes a key's rows out of every table. The file itself stays in the input bucket.",
  operands: 'KEY',
  options: { stage: stageOption, yes: yesOption, json: { type: 'boolean', help: 'the outcome as JSON' } },
  notes: [
    'KEY may be in either Unicode form (NFC, NFD): all live keys that look like it are taken out.',
    'Uploading the key again puts its rows back in.',
  ],
}

await runCommand(command, async ({ values, operands, signal }) => {
  const [name] = operands
  if (!name) throw new CommandError('no KEY is given', `${command.name} -- --help`, exitCodes.usage)
  requireConsent(command.name, values.stage, values.yes)
  await openStage(values.stage)
  const keys = findLiveKeys((await readPipelineState()).evidence.catalog, name)
  if (keys.length === 0)
    throw new CommandError(`nothing of ${name} is in the tables`, 'npm run status lists the uploads')
  const moment = new Date().toISOString().replace(/[:.]/g, '-')
  let ended: number = exitCodes.done
  for (const [index, key] of keys.entries()) {
    if (keys.length > 1) console.error(`${nameForm(key)}:`)
    const run = await retractKey(
      s3Store(stack.outputBucket),
      key,
      `${moment}${index === 0 ? '' : `-${index}`}`,
    )
    ended = Math.max(ended, await followRun(run, Boolean(values.json), signal))
  }
  return ended
})
