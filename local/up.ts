import { bringUp, readParams, takeDown } from './cloud/bring-up.ts'
import { useLocalCloud } from './pipeline/stack.ts'
import { type Command, runCommand } from './terminal/command.ts'
import { exitCodes } from './terminal/command-error.ts'
import { showSteps } from './terminal/steps.ts'

const command: Command = {
  name: 'npm run up',
  summary:
    'Starts the local cloud (whatever answers at AWS_ENDPOINT_URL, else MiniStack) and deploys the pipeline to it.',
  options: {
    wipe: { type: 'boolean', help: 'forget everything first: uploads, tables, runs' },
    param: {
      type: 'string',
      value: 'NAME=VALUE',
      help: 'deploy with this parameter of serverless.yml: heavyRows=5000000; more with commas',
    },
  },
  notes: ['It goes on in the background, and keeps its state, until npm run down.'],
}

await runCommand(command, async ({ values, signal }) => {
  const params = readParams(values.param)
  const cloud = useLocalCloud()
  const steps = showSteps()
  if (values.wipe) for (const line of await takeDown(cloud, true)) steps.say(line)
  await bringUp(cloud, steps, { params, signal })
  console.log(`local cloud ready at ${cloud.endpoint}; next: npm run upload -- FILE, npm run status`)
  return exitCodes.done
})
