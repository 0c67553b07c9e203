import { exceptions } from './exceptions.ts'
import { findFreePort } from './free-port.ts'
import { makeFreshClone } from './fresh-clone.ts'
import { type Block, documentPaths, findBlocks, readDocument } from './markdown.ts'

/**
 * Runs the shell and JavaScript blocks of the documents, in order, in a fresh clone of HEAD with a local cloud of its own
 * (at AWS_ENDPOINT_URL, else at a free port). With a failing command ends its document.
 */
const endpoint = process.env.AWS_ENDPOINT_URL || `http://127.0.0.1:${await findFreePort()}`
const skipped = new Set(exceptions.map(({ command }) => command))
const first = ['README.md', 'CONTRIBUTING.md']
// The Korean README shows the same commands; a test compares them.
const others = documentPaths.filter((path) => !first.includes(path) && path !== 'README.ko.md')

const clone = makeFreshClone(endpoint)
let failed = 0
try {
  for (const path of [...first, ...others])
    if (!findBlocks(readDocument(path)).every((block) => runBlock(path, block))) failed++
} finally {
  clone.remove()
}
console.log(failed ? `${failed} documents failed` : 'every shown command works')
process.exitCode = failed ? 1 : 0

function runBlock(path: string, block: Block): boolean {
  const script = scriptOf(block)
  if (!script) return true
  const started = Date.now()
  const { ok, output } = clone.run(script)
  const seconds = ((Date.now() - started) / 1000).toFixed(0)
  console.log(`${ok ? '✔' : '✖'} ${path} (${seconds} s)\n${indent(script)}`)
  if (!ok) console.log(indent(output.split('\n').slice(-30).join('\n')))
  return ok
}

function scriptOf({ language, text }: Block): string {
  if (language === 'js') return `node --input-type=module <<'END'\n${text}\nEND`
  if (language !== 'sh') return ''
  const lines = text.split('\n').filter((line) => !skipped.has(line.replace(/ +#.*$/, '').trim()))
  return lines.join('\n').trim()
}

function indent(text: string): string {
  return text.replace(/^/gm, '    ')
}
