import { executionStatus, startExecution } from '../functions/run/executions.ts'
import { nextRun } from '../functions/sweep/missing.ts'
import { findRun } from './pipeline/executions.ts'
import { readPipelineState } from './pipeline/pipeline-state.ts'
import { openStage, requireConsent } from './pipeline/stack.ts'
import { findSubject } from './status/explain.ts'
import { followSubject } from './status/follow-subject.ts'
import { type Command, runCommand, stageOption, yesOption } from './terminal/command.ts'
import { CommandError, exitCodes } from './terminal/command-error.ts'
import { announceUpload } from './upload/announce.ts'

const command: Command = {
  name: 'npm run replay',
  summary:
    'Runs an upload again: one that failed, was never picked up, or was rejected by rules since changed.',
  operands: 'UPLOAD',
  options: {
    stage: stageOption,
    yes: yesOption,
    'no-wait': { type: 'boolean', help: 'start it and leave' },
    json: { type: 'boolean', help: 'the outcome as JSON' },
  },
  notes: ['What is published already is not counted twice: rows have an identity.'],
}

// A person may try more often than the sweep does.
const runLimit = 1000

await runCommand(command, async ({ values, operands, signal }) => {
  const [name] = operands
  if (!name) throw new CommandError('no UPLOAD is given', `${command.name} -- --help`, exitCodes.usage)
  requireConsent(command.name, values.stage, values.yes)
  await openStage(values.stage)
  const { upload } = findSubject(await readPipelineState(), name)
  if (!upload) throw new CommandError(`${name} is not an upload`, 'npm run nightly runs the schedule again')
  const next = await nextRun(upload.id, executionStatus, runLimit)
  if (typeof next === 'string')
    throw new CommandError(`a run of ${upload.id} is ${next}`, `npm run status -- ${upload.id} --follow`)
  const first = await findRun(upload.id)
  const run = first ? next.name : upload.id
  if (first) await startExecution(run, first.input)
  else await announceUpload(upload)
  if (!values['no-wait']) return followSubject({ upload, runs: [run] }, Boolean(values.json), signal)
  console.log(`${run} started; follow it: npm run status -- ${run} --follow`)
  return exitCodes.done
})
