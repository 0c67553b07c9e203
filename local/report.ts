import { relative } from 'node:path'
import { writeCommand } from '../functions/run/advice.ts'
import { openStage } from './pipeline/stack.ts'
import { writeReport } from './report/write-report.ts'
import { type Command, runCommand, stageOption } from './terminal/command.ts'
import { CommandError, exitCodes } from './terminal/command-error.ts'
import { size } from './terminal/wording.ts'

const command: Command = {
  name: 'npm run report',
  summary: [
    'Writes the HTML report of the published tables into reports/: one file, Korean and English, that',
    'opens from disk and loads nothing.',
  ].join('\n'),
  options: {
    stage: stageOption,
    year: { type: 'string', value: 'YEAR', help: 'the year with the most transactions, unless given' },
    out: { type: 'string', value: 'FILE', help: 'file to write' },
    json: { type: 'boolean', help: 'print path, bytes and year as JSON' },
  },
  notes: ['Exit codes: 0 written, 1 nothing to show, 64 wrong option.'],
}

await runCommand(command, async ({ values }) => {
  const year = values.year === undefined ? undefined : Number(values.year)
  if (year !== undefined && !/^[0-9]{4}$/.test(String(values.year))) {
    throw new CommandError(
      `--year is not a year: ${values.year}`,
      'see npm run report -- --help',
      exitCodes.usage,
    )
  }
  await openStage(values.stage)
  const report = await writeReport({ year, out: values.out as string | undefined })
  if (!report) {
    throw new CommandError(
      year ? `nothing of ${year} is published` : 'nothing is published yet',
      `${writeCommand('upload', 'FILE')} publishes`,
    )
  }
  const path = relative('', report.path)
  console.log(
    values.json ? JSON.stringify({ ...report, path }) : `${path}: ${report.year}, ${size(report.bytes)}`,
  )
  return exitCodes.done
})
