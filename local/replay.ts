import { setTimeout as sleep } from 'node:timers/promises'
import type { Replayed } from '../functions/requests/replay.ts'
import { writeCommand } from '../functions/run/advice.ts'
import { startExecution } from '../functions/run/executions.ts'
import { findRun, nameRun } from './pipeline/executions.ts'
import { readPipelineState } from './pipeline/pipeline-state.ts'
import { openStage, stack } from './pipeline/stack.ts'
import { findSubject } from './status/explain.ts'
import { followSubject } from './status/follow-subject.ts'
import { type Command, runCommand, stageOption, yesOption } from './terminal/command.ts'
import { CommandError, exitCodes } from './terminal/command-error.ts'
import { askConsent } from './terminal/consent.ts'
import { readFault } from './upload/follow.ts'

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
  notes: [
    'What is published already is not counted twice: rows have an identity. Outside local it asks first.',
    'From the console: start an execution of card-pipeline-STAGE with {"trigger":"replay","upload":"UPLOAD"}',
  ],
}

await runCommand(command, async ({ values, operands, signal }) => {
  const [name] = operands
  if (!name) throw new CommandError('no UPLOAD is given', `${command.name} -- --help`, exitCodes.usage)
  await openStage(values.stage)
  const { upload } = findSubject(await readPipelineState(name), name)
  if (!upload)
    throw new CommandError(`${name} is not an upload`, `${writeCommand('nightly')} runs the schedule again`)
  if (stack.stage !== 'local') await askConsent(`run ${upload.id} again in stage ${stack.stage}`, values.yes)
  const { run } = await replay(upload.id, signal)
  if (!values['no-wait']) return followSubject({ upload, runs: [run] }, Boolean(values.json), signal)
  console.log(`${run} started; follow it: ${writeCommand('status', run, '--follow')}`)
  return exitCodes.done
})

/** Has the state machine start the upload's next run, as anybody does who has only the console. */
async function replay(upload: string, signal: AbortSignal): Promise<Replayed> {
  const request = nameRun('replay')
  await startExecution(request, { trigger: 'replay', upload })
  for (;;) {
    const { status, output, cause } = (await findRun(request))!
    if (status === 'SUCCEEDED') return output!.replayed as Replayed
    if (status !== 'RUNNING')
      throw new CommandError(
        `${upload} was not started: ${(await readFault(request)) ?? cause}`,
        writeCommand('status', upload),
      )
    await sleep(200, undefined, { signal })
  }
}
