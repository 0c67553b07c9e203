import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { projectRoot } from '../../local/process/folders.ts'
import { readSources, type Source } from './source.ts'

const product = readSources('hive', 'jobs', 'functions', 'serverless', 'local')
const tests = readSources('test')
const wiring = globSync('{serverless.yml,serverless/*.yml,package.json}', { cwd: projectRoot })
  .map((file) => readFileSync(join(projectRoot, file), 'utf8'))
  .join('\n')

/** Names that files import from each file. */
function importedFrom(files: readonly Source[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>()
  for (const { imports } of files)
    for (const { from, names: taken } of imports)
      names.set(from, new Set([...(names.get(from) ?? []), ...taken]))
  return names
}

const byProduct = importedFrom(product)
const byAnyone = importedFrom([...product, ...tests])

/** Taken by tests elsewhere alone, and why they may. */
const publicToTests: Record<string, string> = {
  'functions/runtime/metrics.ts metricNames': 'alarms and dashboard are compared with what is recorded',
  'functions/iceberg/glue-tables.ts glueTables': 'end-to-end tests read what it wrote',
  'local/bench/sizes.ts Sizes': 'the template is compared with what was measured',
  'local/bench/sizes.ts sizesFile': 'the same',
  'local/generate/dirty/card-number.ts checkDigit': 'numbers to mask are made by the rule of their issuers',
  'local/generate/dirty/container-kinds.ts tarHeader': 'the head of an archive is refused as its file is',
  'local/pipeline/pipeline-state.ts listUploads': 'end-to-end tests ask what was dropped',
}

/**
 * An export is there for another file of the product, for the wiring, or for the tests of its own room, which call a pure
 * core by itself. That a test elsewhere takes it is no reason, but for those named above.
 */
function isNeeded({ path }: Source, name: string): boolean {
  const takes = (names: Set<string> | undefined) => names?.has(name) || names?.has('*')
  const room = tests.filter((test) => test.path.startsWith(`test/${dirname(path)}/`))
  if (takes(byProduct.get(path)) || takes(importedFrom(room).get(path))) return true
  if (path.startsWith('serverless/')) return wiring.includes(path)
  if (name === 'handler') return wiring.includes(path.replace(/\.ts$/, '.handler'))
  return `${path} ${name}` in publicToTests
}

test('no export without an importer', (t) => {
  const exports = product.flatMap((source) => source.exports.map((name) => ({ source, name })))
  const idle = exports.filter(({ source, name }) => !isNeeded(source, name))
  t.diagnostic(`${exports.length} exports, ${idle.length} without an importer`)
  assert.deepEqual(
    idle.map(({ source, name }) => `${source.path} ${name}`),
    [],
  )
})

test('no export of a test file without an importer', () => {
  const supports = tests.filter(({ path }) => !path.endsWith('.test.ts'))
  const idle = supports.flatMap(({ path, exports }) => {
    const taken = byAnyone.get(path)
    return exports.filter((name) => !taken?.has(name) && !taken?.has('*')).map((name) => `${path} ${name}`)
  })
  assert.deepEqual(idle, [])
})

/** Names that more than one file has, with the files. */
function shared(namesOf: (source: Source) => readonly string[]): Record<string, string[]> {
  const files = new Map<string, string[]>()
  for (const source of product)
    for (const name of new Set(namesOf(source))) files.set(name, [...(files.get(name) ?? []), source.path])
  return Object.fromEntries([...files].filter(([, paths]) => paths.length > 1))
}

test('a type has one name, and a name is of one type', (t) => {
  const types = product.flatMap((source) => source.types)
  t.diagnostic(`${types.length} types, ${Object.keys(shared(({ types }) => types)).length} names of several`)
  assert.deepEqual(
    shared(({ types }) => types),
    {},
  )
})

// every source exports `source`, and every file of serverless/ what serverless.yml asks of it
test('what files export has names of its own', () => {
  assert.deepEqual(
    shared(({ path, exports }) =>
      /^(serverless|hive\/sources)\//.test(path) ? [] : exports.filter((name) => name !== 'handler'),
    ),
    {},
  )
})

test('what is public to tests is still taken by one', () => {
  const idle = Object.keys(publicToTests).filter((each) => {
    const [path, name] = each.split(' ') as [string, string]
    return !byAnyone.get(path)?.has(name) || byProduct.get(path)?.has(name)
  })
  assert.deepEqual(idle, [])
})
