import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { projectRoot } from '../../local/process/folders.ts'
import { type Machine, readDefinition, statesOf } from '../statemachine/definition.ts'
import { readSources, type Source } from './source.ts'

const machines: Machine[] = ['pipeline', 'emr-step']
const functions: Record<string, { handler: string }> = parse(
  readFileSync(join(projectRoot, 'serverless/functions.yml'), 'utf8'),
)
const sources = new Map(readSources('functions', 'test').map((source) => [source.path, source]))

/** Task states that call a function, with the logical id of the function they call. */
const tasks = machines.flatMap((machine) =>
  statesOf(readDefinition(machine))
    .filter(([, { Type, Resource }]) => Type === 'Task' && Resource['Fn::GetAtt'])
    .map(([state, { Resource }]) => ({ state, calls: Resource['Fn::GetAtt'][0] as string })),
)

const fileOf = (state: string) => state.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase()
const functionOf = (state: string) => state[0]!.toLowerCase() + state.slice(1)

/** True when a test imports the function's file, or calls the function by its name as the cloud of the tests does. */
const reaches = ({ text, imports }: Source, file: string) =>
  imports.some(({ from }) => from === file) || text.includes(`'${basename(file, '.ts')}'`)

for (const { state, calls } of tasks)
  test(`${state} is one word: function, file and test`, () => {
    const file = `functions/${fileOf(state)}.ts`
    assert.equal(calls, `${state}LambdaFunction`)
    assert.equal(functions[functionOf(state)]?.handler, file.replace('.ts', '.handler'))
    assert.ok(sources.get(file)?.exports.includes('handler'), `${file} has no handler`)
    const about = sources.get(`test/${file.replace('.ts', '.test.ts')}`)
    assert.ok(about, `${file} has no test of its name`)
    assert.ok(reaches(about, file), `${about.path} does not call ${file}`)
  })

test('every function of the deployment is a Task state, or is called by an event', (t) => {
  const byEvent = ['onUpload']
  const known = [...tasks.map(({ state }) => functionOf(state)), ...byEvent]
  t.diagnostic(`${new Set(tasks.map(({ state }) => state)).size} Task states with function, file and test`)
  assert.deepEqual(
    Object.keys(functions).filter((name) => !known.includes(name)),
    [],
  )
})
