import { retractKey } from '../functions/reception/retract.ts'
import { incomingPrefix } from '../functions/storage/layout.ts'
import { s3Store } from '../functions/storage/store.ts'
import { readPipelineState } from './pipeline/pipeline-state.ts'
import { openStage, stack } from './pipeline/stack.ts'
import { followRun } from './status/follow-subject.ts'
import { type Command, runCommand, stageOption } from './terminal/command.ts'
import { CommandError, exitCodes } from './terminal/command-error.ts'

const command: Command = {
  name: 'npm run retract',
  summary: "Takes a key's rows out of every table. The file itself stays in the input bucket.",
  operands: 'KEY',
  options: { stage: stageOption, json: { type: 'boolean', help: 'the outcome as JSON' } },
  notes: ['Uploading the key again puts its rows back in.'],
}

await runCommand(command, async ({ values, operands, signal }) => {
  const [name] = operands
  if (!name) throw new CommandError('no KEY is given', `${command.name} -- --help`, exitCodes.usage)
  await openStage(values.stage)
  const { keys } = (await readPipelineState()).evidence.catalog
  const key = [name, `${incomingPrefix}${name}`].find((each) => keys[each]?.upload)
  if (!key) throw new CommandError(`nothing of ${name} is in the tables`, 'npm run status lists the uploads')
  const run = await retractKey(
    s3Store(stack.outputBucket),
    key,
    new Date().toISOString().replace(/[:.]/g, '-'),
  )
  return followRun(run, Boolean(values.json), signal)
})
