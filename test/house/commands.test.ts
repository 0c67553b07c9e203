import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSources } from './source.ts'

/** Commands that work on every stage. */
const command = /npm run (upload|status|query|report|nightly|replay|retract)\b(?! -- --help)/g
/** What is no message of a stage: comments, what a command says of itself, and what works on the local cloud alone. */
const besides = /\/\*[\s\S]*?\*\/|^ *\/\/.*$|^ {2}(name|notes|help): (\[[\s\S]*?^ {2}\]|.*)|help: '.*'/gm
const onlyLocal = /^local\/(bench|cloud|docs|start\.ts|up\.ts)/

test('a command in a message names the stage: writeCommand writes it', (t) => {
  const sources = readSources('functions', 'local').filter(({ path }) => !onlyLocal.test(path))
  const written = sources.filter(({ text }) => text.includes('writeCommand('))
  t.diagnostic(`${written.length} files write commands`)
  assert.deepEqual(
    sources.flatMap(({ path, text }) =>
      [...text.replace(besides, '').matchAll(command)].map(([found]) => `${path}: ${found}`),
    ),
    [],
  )
})
