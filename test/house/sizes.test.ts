import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { projectRoot } from '../../local/process/folders.ts'
import { readSources } from './source.ts'

const read = (file: string) => readFileSync(join(projectRoot, file), 'utf8')
const functions: Record<string, { handler: string }> = parse(read('serverless/functions.yml'))
const handlers = Object.values(functions).map(({ handler }) => handler.replace('.handler', '.ts'))
const scripts: Record<string, string> = JSON.parse(read('package.json')).scripts
const typescript = readSources('hive', 'jobs', 'functions', 'local').filter(({ path }) =>
  path.endsWith('.ts'),
)
const rootOf = (folder: string) =>
  typescript.map(({ path }) => path).filter((path) => new RegExp(`^${folder}/[^/]+$`).test(path))

const smallFiles = 15
const handlerLines = 30
const fileLines = 250

test('a handler is at most 30 lines: event, store, one call, log', (t) => {
  const sizes = typescript.filter(({ path }) => handlers.includes(path))
  const longest = Math.max(...sizes.map(({ lines }) => lines))
  t.diagnostic(`${sizes.length} handlers, the longest of ${longest} lines`)
  assert.deepEqual(
    sizes.filter(({ lines }) => lines > handlerLines).map(({ path, lines }) => `${path} ${lines}`),
    [],
  )
})

test('the root of functions/ holds the handlers and what makes a handler of a function', () => {
  assert.deepEqual(
    rootOf('functions').filter((path) => !handlers.includes(path)),
    ['functions/handle.ts'],
  )
})

test('the root of local/ holds the commands and nothing else', (t) => {
  const commands = Object.values(scripts).flatMap((script) => script.match(/\blocal\/[^/ ]+\.ts/) ?? [])
  t.diagnostic(`${commands.length} commands`)
  assert.deepEqual(rootOf('local'), commands.sort())
})

test('few files are closets: under 25 lines, and no handler', (t) => {
  // a source is a file whatever its length, and their list is generated
  const sources = /^hive\/sources(\/|\.ts$)/
  const small = typescript.filter(
    ({ path, lines }) => lines < 25 && !handlers.includes(path) && !sources.test(path),
  )
  t.diagnostic(`${small.length} small files of at most ${smallFiles}`)
  assert.ok(small.length <= smallFiles, small.map(({ path, lines }) => `\n${lines} ${path}`).join(''))
})

test('a file holds one idea: under 250 lines', () => {
  assert.deepEqual(
    typescript.filter(({ lines }) => lines >= fileLines).map(({ path }) => path),
    [],
  )
})

test('functions are handed the output bucket: its name is asked for in one place', (t) => {
  const asking = typescript.filter(
    ({ path, text }) => path.startsWith('functions/') && text.includes('outputBucket()'),
  )
  t.diagnostic(`outputBucket() in ${asking.length} files of functions/`)
  assert.deepEqual(
    asking.map(({ path }) => path),
    ['functions/handle.ts'],
  )
})
