import { writeCommand } from '../functions/run/advice.ts'
import { startExecution } from '../functions/run/executions.ts'
import { incomingPrefix } from '../functions/storage/layout.ts'
import { findLiveKeys, nameForm } from '../functions/sweep/live-keys.ts'
import { nameRun } from './pipeline/executions.ts'
import { readEvidence } from './pipeline/pipeline-state.ts'
import { openStage, stack } from './pipeline/stack.ts'
import { followRun } from './status/follow-subject.ts'
import { type Command, runCommand, stageOption, yesOption } from './terminal/command.ts'
import { CommandError, exitCodes } from './terminal/command-error.ts'
import { askConsent } from './terminal/consent.ts'

const command: Command = {
  name: 'npm run retract',
  summary: "Takes a key's rows out of every table. The file itself stays in the input bucket.",
  operands: 'KEY',
  options: { stage: stageOption, yes: yesOption, json: { type: 'boolean', help: 'the outcome as JSON' } },
  notes: [
    'KEY may be in either Unicode form (NFC, NFD): all live keys that look like it are taken out.',
    'Uploading the key again puts its rows back in. Outside local it asks first.',
    'From the console: start an execution of card-pipeline-STAGE with {"trigger":"retract","key":"KEY"}',
  ],
}

await runCommand(command, async ({ values, operands, signal }) => {
  const [name] = operands
  if (!name) throw new CommandError('no KEY is given', `${command.name} -- --help`, exitCodes.usage)
  await openStage(values.stage)
  const { catalog } = await readEvidence([], [name, `${incomingPrefix}${name}`])
  const keys = findLiveKeys(catalog, name)
  if (keys.length === 0)
    throw new CommandError(
      `nothing of ${name} is in the tables`,
      `${writeCommand('status')} lists the uploads`,
    )
  if (keys.length > 1) console.error(keys.map(nameForm).join('\n'))
  if (stack.stage !== 'local')
    await askConsent(`take ${keys.join(', ')} out of the tables of stage ${stack.stage}`, values.yes)
  const run = nameRun('retract')
  await startExecution(run, { trigger: 'retract', key: name })
  return followRun(run, Boolean(values.json), signal)
})
