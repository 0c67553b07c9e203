import { type Command, runCommand } from './command.ts'
import { CommandError, exitCodes } from './command-error.ts'
import { chooseMode, type Job, runJobs } from './progress/board.ts'
import { useLocalCloud } from './settings.ts'
import { type Delivery, describeEnding, exitCodeOf, explainRejection } from './upload/ending.ts'
import { type Parcel, pack, secondsToTables, send, track } from './upload/send.ts'

const command: Command = {
  name: 'npm run upload',
  summary: 'Drops files into incoming/ and follows each until it is published or rejected.',
  operands: 'FILE…',
  options: {
    as: { type: 'string', value: 'NAME', help: 'name under incoming/ instead of the name of the file' },
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
  useLocalCloud()
  const parcels = await pack(operands, values.as as string | undefined)
  const deliveries: Delivery[] = []
  const jobs = parcels.map((parcel) => deliver(parcel, deliveries, Boolean(values['no-wait']), signal))
  try {
    await runJobs(jobs, chooseMode(Boolean(values.json)), 8)
  } catch (error) {
    if (!signal.aborted) throw error
    sayFarewell(deliveries)
    return exitCodes.interrupted
  }
  if (values.json) console.log(JSON.stringify(deliveries, null, 2))
  else for (const delivery of deliveries) explainRejection(delivery)
  return exitCodeOf(deliveries)
})

function deliver(parcel: Parcel, deliveries: Delivery[], leave: boolean, signal: AbortSignal): Job {
  return {
    title: parcel.path,
    async work(show) {
      const sent = await send(parcel, show)
      const delivery: Delivery = { file: parcel.path, upload: sent.id, key: sent.key, bytes: sent.bytes }
      deliveries.push(delivery)
      if (leave) return `${sent.key} stored; follow it: npm run status -- ${sent.id} --follow`
      const { run, ...ending } = await track(sent, show, signal)
      const seconds = secondsToTables(sent, { run, ...ending })
      Object.assign(delivery, ending, { rows: run?.rows, quality: run?.verdict, seconds })
      return describeEnding(delivery)
    },
  }
}

function sayFarewell(deliveries: Delivery[]): void {
  const open = deliveries.filter(({ state }) => !state)
  if (open.length) console.error('\nThe pipeline goes on without this window. Follow it again:')
  for (const { upload } of open) console.error(`  npm run status -- ${upload} --follow`)
}
