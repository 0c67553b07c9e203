import './validate/without-metrics.ts'
import { showKey } from '../functions/upload/upload-identity.ts'
import { chooseMode, type Job, type Mode, runJobs, type Show } from './terminal/board.ts'
import { type Command, runCommand } from './terminal/command.ts'
import { CommandError, exitCodes } from './terminal/command-error.ts'
import { expectOptions, readExpected } from './upload/expected.ts'
import { type FileToSend, nameKeys } from './upload/name-keys.ts'
import { type FileVerdict, judgeFile } from './validate/judge-file.ts'
import { describeFile, describeVerdict } from './validate/verdict-text.ts'

const command: Command = {
  name: 'npm run validate',
  summary: [
    'Judges files on this machine, without any cloud, by the code of the pipeline: verdict, every check with lines,',
    'rows and won by month, encoding. What is said here is what the pipeline says when the file is uploaded.',
  ].join('\n'),
  operands: 'FILE…',
  options: {
    as: {
      type: 'string',
      value: 'NAME',
      help: 'name under incoming/, which chooses the source; FOLDER/ for all files',
    },
    ...expectOptions,
    json: { type: 'boolean', help: 'the verdicts as JSON on standard output, no progress' },
  },
  notes: [
    'Exit code: 0 accepted, 2 refused, 1 fault, 64 wrong option.',
    'Files of any size, in the memory of one function (2 GB); temporary files need about the size of the file as Parquet.',
  ],
}

/** Progress is for what takes longer; milliseconds. */
const patience = 2000

await runCommand(command, async ({ values, operands, signal }) => {
  if (operands.length === 0)
    throw new CommandError('no FILE is given', `${command.name} -- --help`, exitCodes.usage)
  const files = await nameKeys(operands, values.as as string | undefined)
  const expected = readExpected(values, files.length)
  for (const file of files) file.expected = expected
  const mode = chooseMode(Boolean(values.json))
  const verdicts: FileVerdict[] = []
  await runJobs(
    files.map((file) => jobOf(file, verdicts, mode, signal)),
    mode,
    1,
  )
  if (values.json) console.log(JSON.stringify(verdicts, null, 2))
  else for (const judged of verdicts) console.log(['', judged.file, ...describeFile(judged)].join('\n'))
  return verdicts.some(({ rejection }) => rejection) ? exitCodes.rejected : exitCodes.done
})

function jobOf(file: FileToSend, verdicts: FileVerdict[], mode: Mode, signal: AbortSignal): Job {
  return {
    title: showKey(file.path),
    async work(show) {
      const judged = await judgeFile(file, mode === 'live' ? show : afterAWhile(show), signal)
      verdicts.push(judged)
      return { ok: !judged.rejection, line: describeVerdict(judged) }
    },
  }
}

/** In a plain log every line stays: there is one every two seconds at most. */
function afterAWhile(show: Show): Show {
  let shownAt = Date.now()
  return (line) => {
    if (Date.now() - shownAt < patience) return
    shownAt = Date.now()
    show(line, line)
  }
}
