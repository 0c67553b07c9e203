import { describeExcess } from './cloud/worker-memory.ts'
import { openStage } from './pipeline/stack.ts'
import { refreshReport } from './report/refresh-report.ts'
import { chooseMode } from './terminal/board.ts'
import { type Command, runCommand, stageOption } from './terminal/command.ts'
import { CommandError, exitCodes } from './terminal/command-error.ts'
import { deliver } from './upload/deliver.ts'
import { exitCodeOf, explainRejection } from './upload/ending.ts'
import { expectOptions, readExpected } from './upload/expected.ts'
import { nameKeys, refuseCardNumbers } from './upload/name-keys.ts'

const command: Command = {
  name: 'npm run upload',
  summary: 'Drops files into incoming/ and follows each until it is published or rejected.',
  operands: 'FILE…',
  options: {
    stage: stageOption,
    as: {
      type: 'string',
      value: 'NAME',
      help: 'name under incoming/ instead of that of the file; FOLDER/ for all files',
    },
    ...expectOptions,
    'no-wait': { type: 'boolean', help: 'drop them and leave' },
    json: { type: 'boolean', help: 'the outcome as JSON on standard output, no progress' },
  },
  notes: [
    'Exit code: 0 published, 2 rejected, 1 anything else.',
    'Any S3 client does the same: aws s3 cp FILE s3://card-pipeline-input-local/incoming/',
  ],
}

await runCommand(command, async ({ values, operands, signal }) => {
  if (operands.length === 0)
    throw new CommandError('no FILE is given', 'npm run upload -- --help', exitCodes.usage)
  await openStage(values.stage)
  const files = await nameKeys(operands, values.as as string | undefined)
  refuseCardNumbers(files)
  const expected = readExpected(values, files.length)
  for (const file of files) file.expected = expected
  const options = { mode: chooseMode(Boolean(values.json)), leave: Boolean(values['no-wait']), signal }
  const { deliveries, interrupted } = await deliver(files, options)
  const code = interrupted ?? exitCodeOf(deliveries)
  if (values.json) {
    console.log(JSON.stringify(deliveries, null, 2))
    return code
  }
  for (const delivery of deliveries) explainRejection(delivery)
  for (const line of await describeExcess()) console.error(line)
  if (deliveries.some(({ state }) => state === 'published')) console.log(await refreshReport())
  return code
})
