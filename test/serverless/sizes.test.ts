import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type Sizes, sizesFile } from '../../local/bench/sizes.ts'
import { ofType, type Properties, packageProd } from './packaged.ts'

/** What a function gets is so many times what it used at most when it was measured. */
const margin = 1.3

/** They read no rows; the measured runs have no work for them. */
const unmeasured = ['collectBenchmark', 'recover', 'replayUpload', 'retractKey']

const { functions: measured }: Sizes = JSON.parse(readFileSync(sizesFile, 'utf8'))
const deployed = new Map(
  ofType(await packageProd(), 'AWS::Lambda::Function').map(([, { Properties }]): [string, Properties] => [
    Properties.FunctionName.split('-').at(-1),
    Properties,
  ]),
)
const diskOf = ({ EphemeralStorage }: Properties): number => EphemeralStorage?.Size ?? 512

for (const [name, used] of Object.entries(measured))
  test(`${name} has room for the largest work that was measured`, () => {
    const given = deployed.get(name)!
    assert.ok(given.MemorySize >= margin * used.memory, `${given.MemorySize} MB for ${used.memory}`)
    assert.ok(diskOf(given) >= margin * used.disk, `${diskOf(given)} MB of /tmp for ${used.disk}`)
  })

test('every function that reads rows was measured', () => {
  const others = [...deployed.keys()].filter((name) => !measured[name])
  assert.deepEqual(
    others.filter((name) => !unmeasured.includes(name)),
    [],
  )
})

test('a function with more than the usual /tmp knows it, for the cost of its runs', () => {
  const withMore = [...deployed.values()].filter(({ EphemeralStorage }) => EphemeralStorage)
  assert.ok(withMore.length > 0)
  for (const [name, given] of deployed)
    assert.equal(Number(given.Environment.Variables.EPHEMERAL_STORAGE_MB ?? 512), diskOf(given), name)
})
