import { stat } from 'node:fs/promises'
import { runCommand } from './command.ts'
import { CommandError, exitCodes } from './command-error.ts'
import { generateCsv } from './generate/csv.ts'
import { command, type GenerateValues, readEncoding, readShape } from './generate/options.ts'
import { writeBlocks } from './generate/write.ts'

async function generate(values: GenerateValues): Promise<void> {
  const out = values.out
  if (typeof out !== 'string') {
    throw new CommandError('--out FILE is missing', 'see npm run generate -- --help', exitCodes.usage)
  }
  const shape = readShape(values)
  const encoding = readEncoding(values)
  const gzip = Boolean(values.gzip) || out.endsWith('.gz')
  const started = Date.now()
  const written = await writeBlocks(generateCsv(shape, encoding), out, {
    gzip,
    onProgress: showProgress(started),
  })
  if (out === '-') return
  const { size } = await stat(out)
  const seconds = (Date.now() - started) / 1000
  const summary = { file: out, rows: shape.rows, bytes: size, uncompressedBytes: written, seconds }
  process.stdout.write(
    values.json
      ? `${JSON.stringify(summary)}\n`
      : `${out}: ${shape.rows.toLocaleString('en')} rows, ${(size / 1e6).toFixed(1)} MB in ${seconds.toFixed(1)} s\n`,
  )
}

/** A line on standard error every 2 seconds, so that short runs stay silent. */
function showProgress(started: number): (bytes: number) => void {
  let shown = started
  return (bytes) => {
    const now = Date.now()
    if (now - shown < 2000) return
    shown = now
    process.stderr.write(
      `${(bytes / 1e6).toFixed(0)} MB generated, ${((now - started) / 1000).toFixed(0)} s\n`,
    )
  }
}

await runCommand(command, async ({ values }) => {
  await generate(values)
  return exitCodes.done
})
