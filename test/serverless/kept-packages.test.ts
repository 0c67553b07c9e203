import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { projectRoot } from '../../local/process/folders.ts'

const { default: KeptPackages } = await import(join(projectRoot, 'serverless/kept-packages.mjs'))

const folder = mkdtempSync(join(tmpdir(), 'kept-packages-'))
const packaged = join(folder, 'work/.serverless')
KeptPackages.folder = join(folder, 'kept')
after(() => rmSync(folder, { recursive: true }))
beforeEach(() => rmSync(packaged, { recursive: true, force: true }))

const makeService = (stage: string, patterns = ['jobs/**/*.sql']) => ({
  provider: { stage },
  functions: { report: {}, sweep: { package: { patterns } } } as Record<string, object>,
  custom: {
    localstack: { stages: ['local'] },
    duckdb: { patterns },
    esbuild: { outputWorkFolder: relative(projectRoot, join(folder, 'work')) },
  },
})

/** Packages as sls does; serverless-esbuild writes what it is not told to leave alone. Returns the functions that it wrote. */
function packageStage(service: ReturnType<typeof makeService>, content: string): string[] {
  const { hooks } = new KeptPackages({ service })
  hooks['before:package:createDeploymentArtifacts']()
  const written = Object.entries(service.functions).filter(([, settings]) => !('skipEsbuild' in settings))
  mkdirSync(packaged, { recursive: true })
  for (const [name] of written) writeFileSync(join(packaged, `${name}.zip`), content)
  hooks['after:package:createDeploymentArtifacts']()
  return written.map(([name]) => name)
}

const readPackages = () => readdirSync(packaged).map((name) => readFileSync(join(packaged, name), 'utf8'))

test('a local stage takes what was packaged before of the same code', () => {
  assert.deepEqual(packageStage(makeService('local'), 'first'), ['report', 'sweep'])
  rmSync(packaged, { recursive: true })
  const service = makeService('local')
  assert.deepEqual(packageStage(service, 'second'), [])
  assert.deepEqual(readPackages(), ['first', 'first'])
  assert.deepEqual(service.functions.sweep, {
    skipEsbuild: true,
    package: { patterns: ['jobs/**/*.sql'], artifact: join(packaged, 'sweep.zip') },
  })
})

test('what goes into packages decides, and only the latest are kept', () => {
  const other = () => makeService('local', ['jobs/*.sql'])
  assert.deepEqual(packageStage(other(), 'third'), ['report', 'sweep'])
  assert.equal(readdirSync(KeptPackages.folder).length, 1)
  assert.deepEqual(packageStage(other(), 'fourth'), [])
})

test('what is edited while it is packaged is packaged the next time', () => {
  const service = makeService('local', ['jobs/etl/*.sql'])
  const { hooks } = new KeptPackages({ service })
  hooks['before:package:createDeploymentArtifacts']()
  mkdirSync(packaged, { recursive: true })
  service.custom.duckdb.patterns = ['jobs/quarterly/*.sql']
  hooks['after:package:createDeploymentArtifacts']()
  assert.deepEqual(packageStage(makeService('local', ['jobs/quarterly/*.sql']), 'anew'), ['report', 'sweep'])
})

test('a stage of AWS is packaged each time, and nothing of it is kept', () => {
  rmSync(KeptPackages.folder, { recursive: true, force: true })
  assert.deepEqual(packageStage(makeService('prod'), 'fifth'), ['report', 'sweep'])
  assert.equal(existsSync(KeptPackages.folder), false)
  packageStage(makeService('local'), 'sixth')
  assert.deepEqual(packageStage(makeService('prod'), 'seventh'), ['report', 'sweep'])
})
