import { join } from 'node:path'
import { projectRoot } from '../local/process/folders.ts'
import { takeLock } from '../local/process/lock.ts'

/** A checkout has one folder to package in: who comes second, for another stage or another local cloud, waits. */
export default class PackageFolder {
  constructor(_serverless, _options, { log }) {
    const wait = () => log.notice('Another command packages in this checkout; waiting for it')
    this.hooks = {
      'before:package:cleanup': async () => {
        process.on('exit', await takeLock(join(projectRoot, '.esbuild/package.lock'), { wait }))
      },
    }
  }
}
