import { takeDown } from './cloud/bring-up.ts'
import { useLocalCloud } from './pipeline/stack.ts'
import { type Command, runCommand } from './terminal/command.ts'
import { exitCodes } from './terminal/command-error.ts'

const command: Command = {
  name: 'npm run down',
  summary: 'Stops the local cloud. Uploads, tables and runs are kept for the next npm run up.',
  options: { wipe: { type: 'boolean', help: 'forget them' } },
}

await runCommand(command, async ({ values }) => {
  const lines = await takeDown(useLocalCloud(), Boolean(values.wipe))
  console.log(lines.length ? lines.join('\n') : 'nothing was running')
  return exitCodes.done
})
