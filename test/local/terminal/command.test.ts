import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Command, describe, parse } from '../../../local/terminal/command.ts'
import type { CommandError } from '../../../local/terminal/command-error.ts'

const command: Command = {
  name: 'npm run fold',
  summary: 'Folds paper.',
  operands: 'SHEET…',
  options: {
    times: { type: 'string', value: 'N', help: 'how often', default: '2' },
    wet: { type: 'boolean', help: 'moisten it first' },
  },
  notes: ['Exit code: 0 folded.'],
}

test('options, defaults and operands are read', () => {
  assert.deepEqual(
    { ...parse(command, ['a', '--wet', 'b']), values: { ...parse(command, ['a', '--wet', 'b']).values } },
    { values: { times: '2', wet: true }, operands: ['a', 'b'] },
  )
})

const wrong: [string, string[]][] = [
  ['an unknown option', ['--dry']],
  ['an option without its value', ['--times']],
]
for (const [what, args] of wrong)
  test(`${what} exits with 64 and points to the help`, () => {
    assert.throws(
      () => parse(command, args),
      (error: CommandError) => error.exitCode === 64 && error.advice.includes('npm run fold -- --help'),
    )
  })

test('operands are refused where none are taken', () => {
  assert.throws(() => parse({ ...command, operands: undefined }, ['a']), { exitCode: 64 })
})

test('the help names everything the command takes', () => {
  const help = describe(command)
  for (const text of ['npm run fold -- [options] SHEET…', 'Folds paper.', '--times N', 'moisten', 'folded.'])
    assert.ok(help.includes(text), text)
})
