import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findPython, type Python } from '../../../local/process/python.ts'
import { CommandError } from '../../../local/terminal/command-error.ts'

const looksFor =
  (...installed: Python[]) =>
  (command: string) =>
    installed.find((python) => python.command === command) ?? null

const python = (command: string, minor: number, venv = true): Python => ({ command, minor, venv })

const found: [string, Python[], string][] = [
  ['the plain name first', [python('python3', 12), python('python3.13', 13)], 'python3'],
  ['a newer one beside an old one', [python('python3', 9), python('python3.11', 11)], 'python3.11'],
  [
    'one with venv beside one without',
    [python('python3', 11, false), python('python3.10', 10)],
    'python3.10',
  ],
]
for (const [what, installed, command] of found)
  test(`takes ${what}`, () => assert.equal(findPython(looksFor(...installed)), command))

const refused: [string, Python[], RegExp, RegExp][] = [
  ['no Python', [], /there is none/, /install it and try again: \S+/],
  ['an old Python', [python('python3', 9)], /the newest is 3\.9/, /install it and try again: \S+/],
  ['a Python without venv', [python('python3', 11, false)], /no venv module/, /python3\.11-venv/],
]
for (const [what, installed, message, advice] of refused)
  test(`says what to install for ${what}`, () => {
    assert.throws(
      () => findPython(looksFor(...installed)),
      (error: CommandError) =>
        error instanceof CommandError && message.test(error.message) && advice.test(error.advice),
    )
  })
