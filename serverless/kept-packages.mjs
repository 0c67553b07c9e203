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
    const { folder } = KeptPackages
    const packagedFolder = () => join(projectRoot, service.custom.esbuild.outputWorkFolder, '.serverless')
    // of the sources as they were before: what is edited while it is packaged may not be in it
    let kept
    this.hooks = {
      'before:package:createDeploymentArtifacts': () => {
        if (!service.custom.localstack.stages.includes(service.provider.stage)) return
        kept = join(folder, fingerprint(projectRoot, deployedSources, JSON.stringify(service.custom.duckdb)))
        if (!existsSync(kept)) return
        cpSync(kept, packagedFolder(), { recursive: true })
        for (const [name, settings] of Object.entries(service.functions)) {
          settings.skipEsbuild = true
          settings.package = { ...settings.package, artifact: join(packagedFolder(), `${name}.zip`) }
        }
      },
      'after:package:createDeploymentArtifacts': () => {
        if (!kept || existsSync(kept)) return
        const unfinished = `${kept}.unfinished`
        rmSync(folder, { recursive: true, force: true })
        cpSync(packagedFolder(), unfinished, { recursive: true })
        renameSync(unfinished, kept)
      },
    }
  }
}
