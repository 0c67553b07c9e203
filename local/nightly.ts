import { writeCommand } from '../functions/run/advice.ts'
import { startExecution } from '../functions/run/executions.ts'
import { nameRun } from './pipeline/executions.ts'
import { openStage } from './pipeline/stack.ts'
import { followRun } from './status/follow-subject.ts'
import { type Command, runCommand, stageOption } from './terminal/command.ts'
import { exitCodes } from './terminal/command-error.ts'

const command: Command = {
  name: 'npm run nightly',
  summary: 'Starts what EventBridge starts at 02:00 KST, now, and follows it.',
  options: {
    stage: stageOption,
    'no-wait': { type: 'boolean', help: 'start it and leave' },
    json: { type: 'boolean', help: 'the outcome as JSON' },
  },
  notes: [
    'Exit codes: 0 everything due is published, 1 the run or one of its stages failed, 64 wrong option.',
  ],
}

await runCommand(command, async ({ values, signal }) => {
  await openStage(values.stage)
  const name = nameRun('nightly')
  await startExecution(name, { trigger: 'schedule' })
  if (values['no-wait']) {
    console.log(`${name} started; follow it: ${writeCommand('status', name, '--follow')}`)
    return exitCodes.done
  }
  return followRun(name, Boolean(values.json), signal)
})
