import { cpSync, existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deployedSources, fingerprint } from '../local/cloud/fingerprint.ts'
import { projectRoot } from '../local/process/folders.ts'
import { bundleFunctions } from './bundle-functions.mjs'
import { writeZip } from './write-zip.mjs'

/** What travels beside the bundles, by package: the SQL, and with DuckDB what is native code. */
const filesOf = (binding) => {
  const sql = ['jobs/**/*.sql']
  const duckdb = ['node-api', 'node-bindings', `node-bindings-${binding}`].map(
    (name) => `node_modules/@duckdb/${name}/**`,
  )
  return { 'functions.zip': sql, 'functions-duckdb.zip': [...sql, ...duckdb, 'node_modules/detect-libc/**'] }
}

/**
 * Two packages for all functions, and a function has the one with DuckDB when its code imports DuckDB: a deployment sends
 * the library once. A local stage is deployed again and again with other parameters and the same code: it takes the
 * packages of before while nothing changed of what they are made of.
 */
export default class Packages {
  static folder = join(projectRoot, '.esbuild/packages')
  static target = join(projectRoot, '.serverless')

  constructor({ service }) {
    const pack = async () => {
      const packages = listFiles(service.custom.binding)
      const kept = join(Packages.folder, fingerprint(projectRoot, deployedSources, JSON.stringify(packages)))
      const local = service.custom.localstack.stages.includes(service.provider.stage)
      if (!local || !existsSync(kept)) await makePackages(service, packages, kept)
      for (const { name } of packages) cpSync(join(kept, name), join(Packages.target, name))
      const packageOf = JSON.parse(readFileSync(join(kept, 'package-of.json'), 'utf8'))
      for (const settings of Object.values(service.functions))
        settings.package = {
          individually: true,
          artifact: join(Packages.target, packageOf[settings.handler]),
        }
    }
    this.hooks = {
      'before:package:createDeploymentArtifacts': pack,
      'before:package:function:package': pack,
    }
  }
}

const listFiles = (binding) =>
  Object.entries(filesOf(binding)).map(([name, patterns]) => {
    const found = globSync(patterns, { cwd: projectRoot, withFileTypes: true }).filter((each) =>
      each.isFile(),
    )
    return { name, files: found.map((each) => join(each.parentPath, each.name)).sort() }
  })

/** Writes the packages into `kept`, which is there as a whole or not at all; of other sources none are kept. */
async function makePackages({ functions }, packages, kept) {
  const [unfinished, bundles] = [`${kept}.unfinished`, `${kept}.bundles`]
  rmSync(Packages.folder, { recursive: true, force: true })
  const handlers = Object.values(functions).map(({ handler }) => handler)
  const { files, withDuckDb } = await bundleFunctions(handlers, bundles)
  for (const each of packages)
    await writeZip(join(unfinished, each.name), { [bundles]: files, [projectRoot]: each.files })
  const [plain, duckdb] = packages.map(({ name }) => name)
  const packageOf = handlers.map((handler) => [handler, withDuckDb.has(handler) ? duckdb : plain])
  writeFileSync(join(unfinished, 'package-of.json'), JSON.stringify(Object.fromEntries(packageOf)))
  rmSync(bundles, { recursive: true })
  renameSync(unfinished, kept)
}
