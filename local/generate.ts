import { stat } from 'node:fs/promises'
import { generateDirtyCsv } from './generate/dirty/dirty-csv.ts'
import { listKinds } from './generate/dirty/kinds.ts'
import { command, listSources, readEncoding, readKind, readShape, readSource } from './generate/options.ts'
import { generateCsv } from './generate/rows/csv.ts'
import { generateSourceFile } from './generate/rows/source-file.ts'
import { writeBlocks } from './generate/write.ts'
import { type Invocation, runCommand } from './terminal/command.ts'
import { CommandError, exitCodes } from './terminal/command-error.ts'
import { count, duration, size } from './terminal/wording.ts'

await runCommand(command, async ({ values, signal }) => {
  if (values.dirty === 'list') process.stdout.write(listKinds())
  else if (values.source === 'list') process.stdout.write(listSources())
  else await generate(values, signal)
  return exitCodes.done
})

async function generate(values: Invocation['values'], signal: AbortSignal): Promise<void> {
  const out = values.out
  if (typeof out !== 'string') {
    throw new CommandError('--out FILE is missing', 'see npm run generate -- --help', exitCodes.usage)
  }
  const shape = readShape(values)
  const encoding = readEncoding(values)
  const kind = readKind(values, shape)
  const gzip = Boolean(values.gzip || kind?.gzip) || out.endsWith('.gz')
  const started = Date.now()
  const source = readSource(values)
  const blocks = kind
    ? generateDirtyCsv(kind, shape, encoding)
    : source && source.name !== 'contract'
      ? generateSourceFile(source, shape, encoding)
      : generateCsv(shape, encoding)
  const uncompressedBytes = await writeBlocks(blocks, out, {
    gzip,
    signal,
    onProgress: showProgress(started),
  })
  if (out === '-') return
  const bytes = (await stat(out)).size
  const seconds = (Date.now() - started) / 1000
  const rows = kind?.shape?.rows ?? shape.rows
  const expected = kind?.expected
  console.log(
    values.json
      ? JSON.stringify({ file: out, rows, bytes, uncompressedBytes, seconds, expected })
      : `${out}: ${count(rows)} rows, ${size(bytes)} in ${duration(seconds)}`,
  )
}

/** A line on standard error every 2 seconds, so that short runs stay silent. */
function showProgress(started: number): (bytes: number) => void {
  let shown = started
  return (bytes) => {
    const now = Date.now()
    if (now - shown < 2000) return
    shown = now
    process.stderr.write(`${size(bytes)} generated, ${duration((now - started) / 1000)}\n`)
  }
}
