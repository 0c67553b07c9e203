import { styleText } from 'node:util'
import { bringUp, readParams } from './cloud/bring-up.ts'
import { describeMemory } from './cloud/worker-memory.ts'
import { writeSample } from './generate/write.ts'
import { useLocalCloud } from './pipeline/stack.ts'
import { showPartitions, showTables } from './query/show-published.ts'
import { refreshReport } from './report/refresh-report.ts'
import { ensureSpark } from './spark/install.ts'
import { chooseMode } from './terminal/board.ts'
import { type Command, runCommand } from './terminal/command.ts'
import { CommandError, exitCodes } from './terminal/command-error.ts'
import { showSteps } from './terminal/steps.ts'
import { duration } from './terminal/wording.ts'
import { deliver } from './upload/deliver.ts'
import { type Delivery, exitCodeOf, explainRejection } from './upload/ending.ts'
import { nameKeys } from './upload/name-keys.ts'

const command: Command = {
  name: 'npm start',
  summary:
    'Starts the local cloud, deploys the pipeline, sends a sample file through it and shows what came out.',
  options: {
    rows: { type: 'string', value: 'N', help: 'transactions of the sample (100000)', default: '100000' },
    param: {
      type: 'string',
      value: 'NAME=VALUE',
      help: 'deploy with this parameter of serverless.yml: heavyRows=5000000; more with commas',
    },
  },
  notes: ['The local cloud goes on until npm run down.'],
}

await runCommand(command, async ({ values, signal }) => {
  const rows = Number(String(values.rows).replaceAll('_', ''))
  if (!Number.isSafeInteger(rows) || rows < 1)
    throw new CommandError(
      `--rows is not a whole number of at least 1: ${values.rows}`,
      'npm start -- --help',
      64,
    )
  const params = readParams(values.param)
  const cloud = useLocalCloud()
  const steps = showSteps()
  await bringUp(cloud, steps, { params, signal })
  // The first cluster would install it too, but out of progress.
  if (rows >= heavyRows(params))
    await steps.step('preparing Spark', async () => {
      await ensureSpark(steps.say)
      return 'Spark is ready'
    })
  let path = ''
  await steps.step(`generating ${rows} transactions`, async () => {
    const sample = await writeSample(rows, signal)
    path = sample.path
    return sample.line
  })
  const sent = await deliver(await nameKeys([path]), { mode: chooseMode(false), signal })
  const [delivery] = sent.deliveries
  if (!delivery || sent.interrupted) return exitCodes.interrupted
  explainRejection(delivery)
  if (delivery.state === 'published' || delivery.state === 'deferred') await showFindings(delivery)
  return exitCodeOf([delivery])
})

/** Input rows from which a stage runs on Spark. */
function heavyRows(params: readonly string[]): number {
  return Number(
    params.find((param) => param.startsWith('heavyRows='))?.slice('heavyRows='.length) ?? 1_000_000,
  )
}

async function showFindings({ upload, seconds }: Delivery): Promise<void> {
  await showTables()
  await showPartitions()
  const facts = [
    ...(typeof seconds === 'number' ? [`upload finished → last table: ${duration(seconds)}`] : []),
    ...(await describeMemory()),
    await refreshReport(),
  ]
  console.log(`\n${facts.join('\n')}`)
  console.log(`
${styleText('bold', 'Next')}
  npm run query -- "SELECT * FROM monthly_trend"
  npm run status -- ${upload}
  npm run generate -- --rows 5000 --from 2024-03-01 --to 2024-03-31 --seed 7 --out more.csv
  npm run upload -- more.csv            only March and its year are computed again
  npm start -- --rows 1000000           heavy stages on real Spark
  npm run down`)
}
