import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, test } from 'node:test'
import { projectRoot } from '../../local/process/folders.ts'

const { default: Packages } = await import(join(projectRoot, 'serverless/packages.mjs'))

const folder = mkdtempSync(join(tmpdir(), 'packages-'))
Packages.folder = join(folder, 'packages')
Packages.target = join(folder, 'target')
after(() => rmSync(folder, { recursive: true }))

/** Packages as sls does; without a native library, which is the larger part. Returns the package of each function. */
async function packageStage(stage: string, binding = 'none'): Promise<Record<string, string>> {
  const functions: Record<string, { handler: string; package?: { artifact: string } }> = {
    report: { handler: 'functions/report.handler' },
    aggregate: { handler: 'functions/aggregate.handler' },
  }
  const custom = { binding, localstack: { stages: ['local'] } }
  const { hooks } = new Packages({ service: { provider: { stage }, functions, custom } })
  await hooks['before:package:createDeploymentArtifacts']()
  return Object.fromEntries(Object.entries(functions).map(([name, each]) => [name, each.package!.artifact]))
}

/** What is kept, overwritten, so that it is known again. */
function markKept(): void {
  const [kept] = readdirSync(Packages.folder)
  writeFileSync(join(Packages.folder, kept!, 'functions.zip'), 'kept')
}

const isKept = (packages: Record<string, string>) => readFileSync(packages.report!, 'utf8') === 'kept'

test('a function has the package with DuckDB when its code imports it', async () => {
  const { report, aggregate } = await packageStage('local')
  assert.deepEqual([basename(report!), basename(aggregate!)], ['functions.zip', 'functions-duckdb.zip'])
})

test('a local stage takes what was packaged before of the same code', async () => {
  markKept()
  assert.equal(isKept(await packageStage('local')), true)
})

test('what goes into packages decides, and only the latest are kept', async () => {
  assert.equal(isKept(await packageStage('local', '*')), false)
  assert.equal(readdirSync(Packages.folder).length, 1)
})

test('a stage of AWS is packaged each time', async () => {
  await packageStage('prod')
  markKept()
  assert.equal(isKept(await packageStage('prod')), false)
})

test('of the same code come the same bytes', async () => {
  const bytes = async () => Object.values(await packageStage('prod')).map((file) => readFileSync(file))
  assert.deepEqual(await bytes(), await bytes())
})
