import { cpSync, existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { deployedSources, fingerprint } from '../local/cloud/fingerprint.ts'
import { projectRoot } from '../local/process/folders.ts'

/**
 * A local stage is deployed again and again with other parameters and the same code: its packages are kept, and taken again
 * while nothing changed of what they are made of. Before serverless-esbuild, which leaves alone what it finds packaged.
 */
export default class KeptPackages {
  static folder = join(projectRoot, '.esbuild/kept')

  constructor({ service }) {
    const isLocal = () => service.custom.localstack.stages.includes(service.provider.stage)
    const { folder } = KeptPackages
    const keptFolder = () =>
      join(folder, fingerprint(projectRoot, deployedSources, JSON.stringify(service.custom.duckdb)))
    const packagedFolder = () => join(projectRoot, service.custom.esbuild.outputWorkFolder, '.serverless')
    this.hooks = {
      'before:package:createDeploymentArtifacts': () => {
        const kept = keptFolder()
        if (!isLocal() || !existsSync(kept)) return
        cpSync(kept, packagedFolder(), { recursive: true })
        for (const [name, settings] of Object.entries(service.functions)) {
          settings.skipEsbuild = true
          settings.package = { ...settings.package, artifact: join(packagedFolder(), `${name}.zip`) }
        }
      },
      'after:package:createDeploymentArtifacts': () => {
        const kept = keptFolder()
        if (!isLocal() || existsSync(kept)) return
        const unfinished = `${kept}.unfinished`
        rmSync(folder, { recursive: true, force: true })
        cpSync(packagedFolder(), unfinished, { recursive: true })
        renameSync(unfinished, kept)
      },
    }
  }
}
