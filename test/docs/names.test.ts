import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { exceptions, programs, programsOf } from './exceptions.ts'
import { documentPaths, findCommands, findHeadings, readDocument } from './markdown.ts'

const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

for (const path of documentPaths) {
  test(`every npm script that ${path} names exists`, () => {
    const named = [...readDocument(path).matchAll(/npm (?:run )?(?:-s )?([a-z][a-z0-9:-]*)/g)].map(
      ([, name]) => name!,
    )
    const ours = named.filter((name) => !['ci', 'install', 'exec'].includes(name))
    assert.deepEqual(
      ours.filter((name) => !(name in scripts)),
      [],
    )
  })
}

test('every npm script is in the README or in CONTRIBUTING', () => {
  const text = readDocument('README.md') + readDocument('CONTRIBUTING.md')
  assert.deepEqual(
    Object.keys(scripts).filter((name) => !new RegExp(`npm (run )?${name}(?![a-z0-9:-])`).test(text)),
    [],
  )
})

test('README.md and README.ko.md show the same commands in the same order', () => {
  assert.deepEqual(findCommands(readDocument('README.ko.md')), findCommands(readDocument('README.md')))
})

test('README.md and README.ko.md have the same outline', () => {
  const outline = (path: string) => findHeadings(readDocument(path)).map((heading) => heading.split(' ')[0])
  assert.deepEqual(outline('README.ko.md'), outline('README.md'))
})

test('every shown command starts a known program', () => {
  const commands = documentPaths.flatMap((path) => findCommands(readDocument(path)))
  assert.deepEqual(
    commands.filter((command) => !programsOf(command).every((program) => programs.includes(program))),
    [],
  )
})

test('every exception is still shown and says why', () => {
  const commands = new Set(documentPaths.flatMap((path) => findCommands(readDocument(path))))
  assert.deepEqual(
    exceptions.filter(({ command, reason }) => !commands.has(command) || reason === ''),
    [],
  )
})
